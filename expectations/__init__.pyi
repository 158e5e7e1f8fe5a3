from .audit_run import audit as audit
from .given import AuditInput as AuditInput
from .given import AuditResult as AuditResult
