"""The ``veil`` command: verbs that parse, call and print. They decide nothing."""

import click


@click.group()
def main() -> None:
    """Turn resumes into privacy-safe, searchable context."""
