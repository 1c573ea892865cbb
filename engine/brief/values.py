"""A stored value in the form of CONTRACT.md section 3."""


def value_form(slot: str, value: dict[str, object]) -> object:
    """The value as the contract writes it: a budget and a contact as objects, a date or a word as text."""
    if slot == "budget":
        low, high = _whole(value.get("amount_min")), _whole(value.get("amount_max"))
        return {"min": low, "max": high, "currency": value.get("currency")}
    if slot == "contact":
        return {
            "prefer": value.get("prefer"),
            "avoid": list(_iterable(value.get("avoid"))),
            "after": value.get("after"),
            "before": value.get("before"),
            "opt_out": bool(value.get("opt_out")),
        }
    return value.get("date") if slot == "timeline" else value.get("text")


def _whole(amount: object) -> object:
    return int(amount) if isinstance(amount, float) and amount.is_integer() else amount


def _iterable(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
