from .repair_search import repairs as repairs
