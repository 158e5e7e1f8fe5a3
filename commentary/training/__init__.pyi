from .evaluation import predict_jsonl as predict_jsonl
from .evaluation import read_jsonl as read_jsonl
from .evaluation import scores as scores
from .held_out_writers import held_out_scores as held_out_scores
from .learning import cross_validated as cross_validated
