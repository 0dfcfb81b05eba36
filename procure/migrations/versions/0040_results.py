"""What is observed of measures once a tender is out, how it comes in, and the indicators that are judged by it.

An observation is never changed or deleted, whoever asks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040_results"
down_revision = "0039_data_sharing"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
APPEND_ONLY = "observation"


def upgrade() -> None:
    _series()
    _observations()
    _ways_in()
    _kpis()
    _guard()


def _series() -> None:
    op.create_table(
        "tender_results",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.PrimaryKeyConstraint("tender_id"),
    )
    op.create_table(
        "measure_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("tender_id", "organisation_id", "version_id")
        ),
        sa.Column("outcome_key", sa.String(), nullable=False),
        sa.Column("measure_key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("outcome_title", "name", "unit", "direction", "kind", "figure_kind", "baseline_words"),
        sa.Column("baseline_value", sa.BigInteger(), nullable=True),
        *_words("baseline_period"),
        sa.Column("baseline_published_on", sa.Date(), nullable=True),
        *_words("target_words"),
        sa.Column("target_value", sa.BigInteger(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("target_path", sa.JSON(), nullable=False),
        *_words("frequency"),
        sa.Column("interval_days", sa.Integer(), nullable=True),
        *_words("lag"),
        sa.Column("lag_days", sa.Integer(), nullable=True),
        *_words("source", "publisher", "source_url"),
        sa.Column("people_per_reading", sa.Integer(), nullable=True),
        sa.Column("people_in_baseline", sa.Integer(), nullable=True),
        sa.Column("spread", sa.BigInteger(), nullable=True),
        sa.Column("is_clustered", sa.Boolean(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        *_words("closed_because"),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("made_public_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.ForeignKeyConstraint(["follows_id"], ["measure_series.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_measure_series_open",
        "measure_series",
        ["tender_id", "measure_key"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_measure_series_tender_position", "measure_series", ["tender_id", "position"])
    op.create_index("ix_measure_series_organisation", "measure_series", ["organisation_id", "id"])
    op.create_index("ix_measure_series_follows_id", "measure_series", ["follows_id"])
    op.create_table(
        "series_link",
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("tender_id", "organisation_id", "board_id")
        ),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        *_words("status"),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.PrimaryKeyConstraint("mission_id", "objective_id", "series_id"),
    )
    op.create_index("ix_series_link_series", "series_link", ["series_id"])
    op.create_index("ix_series_link_tender_id", "series_link", ["tender_id"])
    for name, column in (("tender", "tender_id"), ("status", "status")):
        columns = ["mission_id", "objective_id", column, "series_id"]
        op.create_index(f"ix_series_link_{name}", "series_link", columns)
    op.create_table(
        "series_standing",
        sa.Column("series_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("observations", "periods", "revisions")),
        sa.Column("latest_start", sa.Date(), nullable=True),
        sa.Column("latest_end", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), nullable=True)
            for name in ("latest_value", "latest_low", "latest_high")
        ),
        sa.Column("latest_published_on", sa.Date(), nullable=True),
        sa.Column("latest_vintage", sa.Integer(), nullable=True),
        sa.Column("previous_end", sa.Date(), nullable=True),
        sa.Column("previous_value", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("revised_at", MOMENT, nullable=True),
        *_words("status"),
        sa.Column("status_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.PrimaryKeyConstraint("series_id"),
    )
    op.create_index("ix_series_standing_status_until", "series_standing", ["status_until"])


def _observations() -> None:
    op.create_table(
        "results_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        *_words("name"),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=True),
        *_words("digest"),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_results_key_organisation_id", "results_key", ["organisation_id"])
    op.create_index("ix_results_key_tender_id", "results_key", ["tender_id"])
    op.create_table(
        "observation_batch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=True),
        *_words("way"),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        *_words("digest", "file_name"),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("results_key_id", sa.Integer(), nullable=True),
        *_words("entered_by_name"),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("recorded", "unchanged", "refused")),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["results_key_id"], ["results_key.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("organisation_id", "idempotency_key"),
    )
    op.create_index("ix_observation_batch_tender_id", "observation_batch", ["tender_id"])
    op.create_table(
        "observation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("value", "low", "high")),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=False),
        *_words("source", "source_url", "note"),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("batch_id", KEY, nullable=False),
        sa.Column("row_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.ForeignKeyConstraint(["batch_id"], ["observation_batch.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("series_id", "period_end", "period_start", "published_on"),
    )
    has_key = sa.text("row_key IS NOT NULL")
    op.create_index(
        "ix_observation_row_key",
        "observation",
        ["organisation_id", "row_key"],
        unique=True,
        sqlite_where=has_key,
        postgresql_where=has_key,
    )
    op.create_table(
        "results_change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mission_id", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("tender_id", "organisation_id", "board_id")
        ),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        *_words("kind"),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_results_change_mission", "results_change", ["mission_id", "id"])
    op.create_index("ix_results_change_at", "results_change", ["at"])


def _ways_in() -> None:
    op.create_table(
        "results_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        *_words("file_name", "sha256"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        *_words("state", "trouble"),
        sa.Column("rows", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("row_count", "fault_count", "attempts")),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("batch_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["batch_id"], ["observation_batch.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_results_upload_state", "results_upload", ["state", "id"])
    op.create_index("ix_results_upload_tender_id", "results_upload", ["tender_id"])
    op.create_index("ix_results_upload_uploaded_at", "results_upload", ["uploaded_at"])
    op.create_table(
        "series_mapping",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        *_words("source", "source_url"),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("refreshed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("series_id"),
    )


def _kpis() -> None:
    op.create_table(
        "kpi",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        *_words("contract_identifier"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("title", "description"),
        sa.Column("target_value", sa.BigInteger(), nullable=True),
        *_words("unit", "reported"),
        sa.Column("bands", sa.JSON(), nullable=False),
        *_words("other_when", "vintage_rule"),
        sa.Column("vintage_days", sa.Integer(), nullable=True),
        *_words("revision_rule"),
        sa.Column("revision_threshold", sa.BigInteger(), nullable=True),
        sa.Column("is_most_material", sa.Boolean(), nullable=False),
        *_words("owner_name", "check_method", "remedy"),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_kpi_tender_id", "kpi", ["tender_id"])
    op.create_index("ix_kpi_series_id", "kpi", ["series_id"])


def _words(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {APPEND_ONLY}_refuse_{verb.lower()} BEFORE {verb} ON {APPEND_ONLY} "
                f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_refuse_change BEFORE UPDATE OR DELETE ON {APPEND_ONLY} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_refuse_truncate BEFORE TRUNCATE ON {APPEND_ONLY} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
