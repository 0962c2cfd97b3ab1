"""Frozen value classes that cost nothing to import.

`dataclasses` takes 12 ms and 2.7 MB in a fresh interpreter (it imports `inspect`), `typing` 8 ms.
Both would be paid by every shell started under termproxy, so the front process uses this instead.
To a type checker `@value` is a frozen, slotted dataclass.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")

    @dataclass_transform(frozen_default=True, eq_default=True)
    def value(cls: type[T]) -> type[T]: ...

    def replace(instance: T, /, **changes: Any) -> T: ...

    def fields(cls: type[Any]) -> tuple[str, ...]: ...

else:

    def value(cls):
        """Make `cls` an immutable record of its annotated fields, compared and hashed by value."""
        names = tuple(cls.__annotations__)
        defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
        kept = {
            key: thing
            for key, thing in cls.__dict__.items()
            if key not in defaults and key not in ("__dict__", "__weakref__")
        }
        kept.update(
            __slots__=names,
            __match_args__=names,
            __init__=_initialiser(cls.__name__, names, defaults),
            __repr__=_repr,
            __eq__=_eq,
            __hash__=_hash,
            __setattr__=_frozen,
            __delattr__=_frozen,
        )
        if "__repr__" in cls.__dict__:
            kept["__repr__"] = cls.__dict__["__repr__"]
        return type(cls.__name__, cls.__bases__, kept)

    def replace(instance, /, **changes):
        """A copy of `instance` with some fields changed."""
        current = {name: getattr(instance, name) for name in instance.__slots__}
        return type(instance)(**{**current, **changes})

    def fields(cls):
        """The field names of a value class, in order."""
        return cls.__slots__

    def _initialiser(owner, names, defaults):
        def initialise(self, *args, **kwargs):
            if len(args) > len(names):
                raise TypeError(f"{owner} takes {len(names)} fields, not {len(args)}")
            given = dict(zip(names, args, strict=False))
            if clash := given.keys() & kwargs.keys():
                raise TypeError(f"{owner}: given twice: {', '.join(sorted(clash))}")
            given.update(kwargs)
            for name in names:
                if name in given:
                    object.__setattr__(self, name, given.pop(name))
                elif name in defaults:
                    object.__setattr__(self, name, defaults[name])
                else:
                    raise TypeError(f"{owner}: missing field {name}")
            if given:
                raise TypeError(f"{owner}: unknown fields: {', '.join(sorted(given))}")

        initialise.__name__ = "__init__"
        return initialise

    def _astuple(self):
        return tuple(getattr(self, name) for name in self.__slots__)

    def _repr(self):
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({inner})"

    def _eq(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return _astuple(self) == _astuple(other)

    def _hash(self):
        return hash((type(self), _astuple(self)))

    def _frozen(self, *_):
        raise AttributeError(f"{type(self).__name__} is immutable")
