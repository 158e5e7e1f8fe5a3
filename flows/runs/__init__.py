"""The runs: Prefect flows of collecting and consolidating, and what starts and schedules them.

collect_round: Collect; what it did, as plain values.
collect_steps: The steps of a collection, inside whichever flow runs them: what was done, and the judgement.
CollectionDone: What a collection did: how many files, documents and letters were new; the outcomes of all returns.
consolidate_round: Consolidate; what it did.
consolidate_steps: The steps of a consolidation, inside whichever flow runs them.
ConsolidationDone: What was consolidated, and where it lies.
prepare_prefect: Set Prefect's environment, unless the user has set it.
run_round: Collect, then consolidate, in one flow run.
serve_round: Serve until interrupted.
STOPPED: What a command says that Ctrl-C has ended.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
