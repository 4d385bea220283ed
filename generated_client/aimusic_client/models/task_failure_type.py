from typing import Literal

TaskFailureType = Literal["api_error", "failed", "forbidden", "timeout"]

TASK_FAILURE_TYPE_VALUES: set[TaskFailureType] = {
    "api_error",
    "failed",
    "forbidden",
    "timeout",
}


def check_task_failure_type(value: str) -> TaskFailureType:
    if value in TASK_FAILURE_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TASK_FAILURE_TYPE_VALUES!r}")
