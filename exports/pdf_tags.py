from contextlib import contextmanager
@contextmanager
def tags_from_elements():
    yield
