from reference_platform.enterprise_list.divisions import Division, Divisions, henan
from reference_platform.enterprise_list.enterprise import Enterprise
from reference_platform.enterprise_list.finding import ERROR_CODES, WARNING_CODES, Finding
from reference_platform.enterprise_list.importing import import_enterprises
from reference_platform.enterprise_list.refusal import NotAnEnterpriseList
from reference_platform.enterprise_list.report import ImportReport
from reference_platform.enterprise_list.sample import write_sample
from reference_platform.enterprise_list.template import TEMPLATE, TITLE, Column

__all__ = [
    "ERROR_CODES",
    "TEMPLATE",
    "TITLE",
    "WARNING_CODES",
    "Column",
    "Division",
    "Divisions",
    "Enterprise",
    "Finding",
    "ImportReport",
    "NotAnEnterpriseList",
    "henan",
    "import_enterprises",
    "write_sample",
]
