from typing import Literal

ProducerDownloadRequestFormat = Literal["mp3", "wav"]

PRODUCER_DOWNLOAD_REQUEST_FORMAT_VALUES: set[ProducerDownloadRequestFormat] = {
    "mp3",
    "wav",
}


def check_producer_download_request_format(value: str) -> ProducerDownloadRequestFormat:
    if value in PRODUCER_DOWNLOAD_REQUEST_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PRODUCER_DOWNLOAD_REQUEST_FORMAT_VALUES!r}"
    )
