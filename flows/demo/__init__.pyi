from .show import run_demo as run_demo
from .show import run_small_demo as run_small_demo
