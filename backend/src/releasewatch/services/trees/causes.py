"""What the causes of several nodes have in common. Pure."""

# Stands in a shared cause for what differs from node to node.
_GAP = "…"


def shared_cause(cause: str, entity_id: str, label: str) -> str:
    """A cause without the node's own id and name. A bare number is no name: it may be an exit code as well."""
    without_id = _without(cause, entity_id, joints=".:")
    return _without(without_id, label, joints=".") if any(map(str.isalpha, label)) else without_id


def _without(text: str, token: str, *, joints: str) -> str:
    """The text with a gap wherever the token stands alone: "web" is no part of "web-api" or "web.eu"."""
    kept, begin = [], 0
    at = text.find(token)
    while at >= 0 and token:
        end = at + len(token)
        if not _is_joined(text[max(at - 2, 0) : at][::-1], joints) and not _is_joined(text[end : end + 2], joints):
            kept += [text[begin:at], _GAP]
            begin = end
        at = text.find(token, end)
    return "".join([*kept, text[begin:]])


def _is_joined(beside: str, joints: str) -> bool:
    """Whether what stands beside, read away from the token, belongs to the same word."""
    if beside[:1] and beside[0] in joints:
        return _is_part(beside[1:2])
    return _is_part(beside[:1])


def _is_part(character: str) -> bool:
    return character.isalnum() or character in {"_", "-"}
