"""What Alembic runs: the migrations, on the connection that ``tasks.store`` holds."""

from alembic import context
from sqlalchemy import Connection, engine_from_config

from tasks.ledger.schema import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=False,  # our caller's transaction
        render_as_batch=True,  # SQLite alters a table by making it anew
    )
    context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:  # `alembic revision --autogenerate -x` of a developer
    with engine_from_config(context.config.get_section("alembic", {})).begin() as opened:
        _run(opened)
