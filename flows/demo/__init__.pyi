from .show import run_demo as run_demo
