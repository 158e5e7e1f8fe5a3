from .consolidation import NO_RETURN as NO_RETURN
from .consolidation import Consolidated as Consolidated
from .consolidation import consolidate as consolidate
from .note_assembly import national_note as national_note
from .workbook_assembly import national_workbook as national_workbook
from .workbook_summary import coverage_sentence as coverage_sentence
