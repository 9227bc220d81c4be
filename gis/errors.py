"""What a user did, or what is missing: errors whose message is one line that says what to do."""


class WanggeError(Exception):
    """An error for the user: its text is one line that says what is wrong and what to do."""


class MissingError(WanggeError):
    """The machine lacks something: a program, a library, room on the disk, a free port."""


class DatabaseError(WanggeError):
    """The database cannot be reached, is too old, or is not migrated."""


class InputError(WanggeError):
    """A file, an option or a value that cannot be taken."""


class SecondDistrictError(InputError):
    """The input belongs to another district than the one the record holds."""


class NotFoundError(WanggeError):
    """A code, an id or a name that the record does not hold."""


class ConflictError(WanggeError):
    """Someone else was faster, or the thing is in a state that does not allow this."""
