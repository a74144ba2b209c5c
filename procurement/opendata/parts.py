"""What imports bring to the house."""

from core.assembly import Parts
from core.verification import Verification
from procurement.opendata import integrity

PARTS = Parts(verifications=[Verification("imports", "imported files", integrity.check_files)])
