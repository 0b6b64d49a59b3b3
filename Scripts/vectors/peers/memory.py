"""A dictionary as python-omemo's storage."""

from omemo import JSONType, Just, Maybe, Nothing, Storage


class MemoryStorage(Storage):
    """Without the library's own cache, which would only be a second dictionary."""

    def __init__(self) -> None:
        super().__init__(disable_cache=True)
        self._values: dict[str, JSONType] = {}

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(self._values[key]) if key in self._values else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self._values[key] = value

    async def _delete(self, key: str) -> None:
        self._values.pop(key, None)
