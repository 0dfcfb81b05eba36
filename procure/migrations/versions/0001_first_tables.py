"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_event_action"), "audit_event", ["action"], unique=False)
    op.create_index(op.f("ix_audit_event_organisation_id"), "audit_event", ["organisation_id"], unique=False)
    op.create_index(
        "ix_audit_event_subject", "audit_event", ["subject_kind", "subject_key", "id"], unique=False
    )
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("remit", sa.String(), nullable=False),
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "library_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("library_id", "version"),
    )
    op.create_index("ix_library_outcome_current", "library_outcome", ["is_current", "title"], unique=False)
    op.create_index(op.f("ix_library_outcome_library_id"), "library_outcome", ["library_id"], unique=False)
    op.create_index(op.f("ix_library_outcome_sector"), "library_outcome", ["sector"], unique=False)
    op.create_table(
        "objective",
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("mission_name", sa.String(), nullable=False),
        sa.Column("framework_id", sa.String(), nullable=False),
        sa.Column("framework_name", sa.String(), nullable=False),
        sa.Column("framework_effective_from", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("objective_id"),
    )
    op.create_index(op.f("ix_objective_mission_id"), "objective", ["mission_id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ppon", sa.String(), nullable=False),
        sa.Column("authority_type", sa.String(), nullable=False),
        sa.Column("devolved_regime", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "library_tag",
        sa.Column("outcome_row_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outcome_row_id"],
            ["library_outcome.id"],
        ),
        sa.PrimaryKeyConstraint("outcome_row_id", "kind", "value"),
    )
    op.create_index("ix_library_tag_lookup", "library_tag", ["kind", "value", "outcome_row_id"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        op.f("ix_user_account_organisation_id"), "user_account", ["organisation_id"], unique=False
    )
    op.create_table(
        "board_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["board.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("board_id", "user_id"),
    )
    op.create_index(op.f("ix_board_member_board_id"), "board_member", ["board_id"], unique=False)
    op.create_index(op.f("ix_board_member_user_id"), "board_member", ["user_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "role"),
    )
    op.create_index(op.f("ix_role_grant_user_id"), "role_grant", ["user_id"], unique=False)
    op.create_table(
        "tender",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("copied_from", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["board.id"],
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index(op.f("ix_tender_board_id"), "tender", ["board_id"], unique=False)
    op.create_index(
        "ix_tender_organisation_recent", "tender", ["organisation_id", "updated_at"], unique=False
    )
    op.create_index(op.f("ix_tender_state"), "tender", ["state"], unique=False)
    op.create_table(
        "award_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("outcome_keys", sa.JSON(), nullable=False),
        sa.Column("is_social_value", sa.Boolean(), nullable=False),
        sa.Column("relates_to_contract", sa.Boolean(), nullable=False),
        sa.Column("is_clear_and_measurable", sa.Boolean(), nullable=False),
        sa.Column("follows_specification_rules", sa.Boolean(), nullable=False),
        sa.Column("is_proportionate", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_award_criterion_tender_id"), "award_criterion", ["tender_id"], unique=False)
    op.create_table(
        "fixed_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("open_to_challenge", sa.Boolean(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_fixed_requirement_tender_id"), "fixed_requirement", ["tender_id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("value_net", sa.BigInteger(), nullable=True),
        sa.Column("value_gross", sa.BigInteger(), nullable=True),
        sa.Column("cpv_codes", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("supply_starts_on", sa.Date(), nullable=True),
        sa.Column("supply_ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_lot_tender_id"), "lot", ["tender_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("beneficiary", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("by_when_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("comparison", sa.String(), nullable=False),
        sa.Column("equality_split", sa.String(), nullable=False),
        sa.Column("library_id", sa.String(), nullable=False),
        sa.Column("library_version", sa.Integer(), nullable=True),
        sa.Column("library_title", sa.String(), nullable=False),
        sa.Column("library_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_outcome_tender_id"), "outcome", ["tender_id"], unique=False)
    op.create_table(
        "participation_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("why_proportionate", sa.String(), nullable=False),
        sa.Column("evidence_asked", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        op.f("ix_participation_condition_tender_id"), "participation_condition", ["tender_id"], unique=False
    )
    op.create_table(
        "procurement_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("special_regimes", sa.JSON(), nullable=False),
        sa.Column("main_category", sa.String(), nullable=False),
        sa.Column("subject_description", sa.String(), nullable=False),
        sa.Column("supply_method", sa.String(), nullable=False),
        sa.Column("supply_quantity", sa.String(), nullable=False),
        sa.Column("cpv_codes", sa.JSON(), nullable=False),
        sa.Column("value_net", sa.BigInteger(), nullable=True),
        sa.Column("vat_rate", sa.BigInteger(), nullable=True),
        sa.Column("value_gross", sa.BigInteger(), nullable=True),
        sa.Column("valuation_note", sa.String(), nullable=False),
        sa.Column("supply_starts_on", sa.Date(), nullable=True),
        sa.Column("supply_ends_on", sa.Date(), nullable=True),
        sa.Column("has_extensions", sa.Boolean(), nullable=True),
        sa.Column("extension_description", sa.String(), nullable=False),
        sa.Column("supply_may_extend_to_on", sa.Date(), nullable=True),
        sa.Column("has_options", sa.Boolean(), nullable=True),
        sa.Column("options_description", sa.String(), nullable=False),
        sa.Column("need_continues", sa.Boolean(), nullable=True),
        sa.Column("later_direct_award_intended", sa.Boolean(), nullable=True),
        sa.Column("later_tender_notice_on", sa.Date(), nullable=True),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("uses_lots", sa.Boolean(), nullable=True),
        sa.Column("lots_considered", sa.Boolean(), nullable=True),
        sa.Column("no_lots_reasons", sa.String(), nullable=False),
        sa.Column("lots_max_tendered", sa.Integer(), nullable=True),
        sa.Column("lots_max_awarded", sa.Integer(), nullable=True),
        sa.Column("lots_award_rule", sa.String(), nullable=False),
        sa.Column("notice_planned_on", sa.Date(), nullable=True),
        sa.Column("enquiry_deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("participation_deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tender_deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("estimated_award_on", sa.Date(), nullable=True),
        sa.Column("relies_on_shorter_period", sa.Boolean(), nullable=True),
        sa.Column("shorter_period_entry", sa.String(), nullable=False),
        sa.Column("shorter_period_reason", sa.String(), nullable=False),
        sa.Column("submission_method", sa.String(), nullable=False),
        sa.Column("is_electronic", sa.Boolean(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("uses_electronic_auction", sa.Boolean(), nullable=True),
        sa.Column("electronic_auction_details", sa.String(), nullable=False),
        sa.Column("gpa_covered", sa.Boolean(), nullable=True),
        sa.Column("cptpp_covered", sa.Boolean(), nullable=True),
        sa.Column("sme_suitable", sa.Boolean(), nullable=True),
        sa.Column("vcse_suitable", sa.Boolean(), nullable=True),
        sa.Column("payment_terms", sa.String(), nullable=False),
        sa.Column("known_risks", sa.String(), nullable=False),
        sa.Column("modification_provisions", sa.String(), nullable=False),
        sa.Column("subcontract_requirement", sa.String(), nullable=False),
        sa.Column("documents_provided_now", sa.Boolean(), nullable=True),
        sa.Column("documents_follow_later", sa.Boolean(), nullable=True),
        sa.Column("documents_later_access", sa.String(), nullable=False),
        sa.Column("engagement_took_place", sa.Boolean(), nullable=True),
        sa.Column("engagement_notice_published", sa.Boolean(), nullable=True),
        sa.Column("no_engagement_notice_reasons", sa.String(), nullable=False),
        sa.Column("conflicts_assessment_prepared", sa.Boolean(), nullable=True),
        sa.Column("conflicts_assessment_on", sa.Date(), nullable=True),
        sa.Column("procedure_description", sa.String(), nullable=False),
        sa.Column("invites_requests", sa.Boolean(), nullable=True),
        sa.Column("may_include_negotiation", sa.Boolean(), nullable=True),
        sa.Column("refines_criteria", sa.Boolean(), nullable=True),
        sa.Column("refinement_summary", sa.String(), nullable=False),
        sa.Column("caps_suppliers", sa.Boolean(), nullable=True),
        sa.Column("minimum_suppliers", sa.Integer(), nullable=True),
        sa.Column("maximum_suppliers", sa.Integer(), nullable=True),
        sa.Column("supplier_selection", sa.String(), nullable=False),
        sa.Column("reserved_supported_employment", sa.Boolean(), nullable=True),
        sa.Column("reserved_public_service_mutual", sa.Boolean(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_telephone", sa.String(), nullable=False),
        sa.Column("contact_address", sa.String(), nullable=False),
        sa.Column("has_agent", sa.Boolean(), nullable=True),
        sa.Column("agent_name", sa.String(), nullable=False),
        sa.Column("agent_address", sa.String(), nullable=False),
        sa.Column("agent_email", sa.String(), nullable=False),
        sa.Column("agent_ppon", sa.String(), nullable=False),
        sa.Column("agent_role", sa.String(), nullable=False),
        sa.Column("technical_specifications", sa.String(), nullable=False),
        sa.Column("additional_information", sa.String(), nullable=False),
        sa.Column("is_information_withheld", sa.Boolean(), nullable=True),
        sa.Column("withheld_information", sa.String(), nullable=False),
        sa.Column("buyer_reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id"),
    )
    op.create_table(
        "published_tender",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("value_gross", sa.BigInteger(), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sme_suitable", sa.Boolean(), nullable=False),
        sa.Column("vcse_suitable", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("reference"),
        sa.UniqueConstraint("tender_id"),
    )
    op.create_table(
        "specification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("who_affected", sa.String(), nullable=False),
        sa.Column("where_affected", sa.String(), nullable=False),
        sa.Column("how_many", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("tried_before", sa.String(), nullable=False),
        sa.Column("if_nothing_done", sa.String(), nullable=False),
        sa.Column("problem_sources", sa.String(), nullable=False),
        sa.Column("frame_note", sa.String(), nullable=False),
        sa.Column("has_no_fixed_requirements", sa.Boolean(), nullable=False),
        sa.Column("award_method", sa.String(), nullable=False),
        sa.Column("award_methodology", sa.String(), nullable=False),
        sa.Column("failing_disqualifies", sa.Boolean(), nullable=True),
        sa.Column("disqualifying_note", sa.String(), nullable=False),
        sa.Column("objective_ids", sa.JSON(), nullable=False),
        sa.Column("sections_done", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id"),
    )
    op.create_table(
        "specification_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot_json", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "number"),
    )
    op.create_index(
        op.f("ix_specification_version_tender_id"), "specification_version", ["tender_id"], unique=False
    )
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("maximum_suppliers", sa.Integer(), nullable=True),
        sa.Column("selection", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_stage_tender_id"), "stage", ["tender_id"], unique=False)
    op.create_table(
        "tender_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_tender_document_tender_id"), "tender_document", ["tender_id"], unique=False)
    op.create_table(
        "artefact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["specification_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("version_id", "kind"),
    )
    op.create_index(op.f("ix_artefact_version_id"), "artefact", ["version_id"], unique=False)
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("lag", sa.String(), nullable=False),
        sa.Column("baseline_value", sa.String(), nullable=False),
        sa.Column("baseline_period", sa.String(), nullable=False),
        sa.Column("baseline_published_on", sa.Date(), nullable=True),
        sa.Column("baseline_url", sa.String(), nullable=False),
        sa.Column("baseline_verified", sa.Boolean(), nullable=False),
        sa.Column("baseline_plan", sa.String(), nullable=False),
        sa.Column("target_value", sa.String(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("target_path", sa.JSON(), nullable=False),
        sa.Column("data_owner", sa.String(), nullable=False),
        sa.Column("counter_measure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["outcome.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_measure_outcome_id"), "measure", ["outcome_id"], unique=False)
    op.create_index(op.f("ix_measure_tender_id"), "measure", ["tender_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("local_number", sa.Integer(), nullable=False),
        sa.Column("platform_notice_id", sa.String(), nullable=True),
        sa.Column("platform_procurement_id", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["specification_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "local_number"),
    )
    op.create_index(op.f("ix_notice_tender_id"), "notice", ["tender_id"], unique=False)
    op.create_table(
        "objective_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("causal_step", sa.String(), nullable=False),
        sa.Column("evidence_grade", sa.String(), nullable=False),
        sa.Column("evidence_url", sa.String(), nullable=False),
        sa.Column("assumption", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["outcome.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_objective_link_outcome_id"), "objective_link", ["outcome_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["specification_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("version_id"),
    )
    op.create_index(op.f("ix_publication_completed_at"), "publication", ["completed_at"], unique=False)
    op.create_index(op.f("ix_publication_tender_id"), "publication", ["tender_id"], unique=False)
    op.create_table(
        "published_facet",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"],
            ["published_tender.sequence"],
        ),
        sa.PrimaryKeyConstraint("sequence", "kind", "value"),
    )
    op.create_index(
        "ix_published_facet_lookup", "published_facet", ["kind", "value", "sequence"], unique=False
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["board.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tender.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["specification_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_review_board_id"), "review", ["board_id"], unique=False)
    op.create_index(op.f("ix_review_closed_at"), "review", ["closed_at"], unique=False)
    op.create_index(op.f("ix_review_tender_id"), "review", ["tender_id"], unique=False)
    op.create_table(
        "endorsement_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_note", sa.String(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["met_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        op.f("ix_endorsement_condition_review_id"), "endorsement_condition", ["review_id"], unique=False
    )
    op.create_table(
        "interest_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("review_id", "user_id"),
    )
    op.create_index(
        op.f("ix_interest_declaration_review_id"), "interest_declaration", ["review_id"], unique=False
    )
    op.create_table(
        "review_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("outcome_key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_review_comment_review_id"), "review_comment", ["review_id"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("review_id", "user_id"),
    )
    op.create_index(op.f("ix_verdict_review_id"), "verdict", ["review_id"], unique=False)
