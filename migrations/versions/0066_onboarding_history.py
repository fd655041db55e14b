"""What applications showed before it was kept has the history that their own decision or question tells."""

from alembic import op

revision = "0066_onboarding_history"
down_revision = "0065_food_shelves"
branch_labels = None
depends_on = None

PAPERS = {"identity_card": "'identity'", "trade_photos": "'business', 'product'"}
WORDS = {"business_number": "a.nib <> ''", "consents": "a.submitted_at IS NOT NULL"}
IS_OF_APPLICATION = (
    "SELECT submissions.id FROM submissions JOIN requirements ON requirements.id = submissions.requirement_id"
    " WHERE submissions.application_id IS NOT NULL AND requirements.purpose = 'onboarding'"
)
ASKED = """
    SELECT max(id) FROM requirement_requests
     WHERE application_id = a.id AND requirement_id = requirements.id AND answered_at IS NULL
       AND a.status = 'needs_info'
"""
DECISION = """
    CASE WHEN q.id IS NOT NULL THEN 'rejected' WHEN a.status = 'approved' THEN 'accepted'
         WHEN a.status = 'rejected' THEN 'rejected' ELSE 'submitted' END,
    CASE WHEN a.status IN ('approved', 'rejected') THEN a.decided_by_id ELSE q.asked_by_id END,
    CASE WHEN a.status IN ('approved', 'rejected') THEN a.decided_at ELSE q.created_at END,
    CASE WHEN a.status IN ('approved', 'rejected') OR q.id IS NOT NULL THEN a.decision_note ELSE '' END
"""
NO_DECISION = "'accepted', NULL, NULL, ''"


def upgrade() -> None:
    for code, kinds in PAPERS.items():
        papers = f"documents.application_id = a.id AND archived_at IS NULL AND kind IN ({kinds})"
        _submit(code, DECISION, f"EXISTS (SELECT 1 FROM documents WHERE {papers})")  # noqa: S608
        op.execute(
            f"""
            INSERT INTO submission_documents (submission_id, document_id)
            SELECT submissions.id, documents.id
              FROM submissions
              JOIN requirements ON requirements.id = submissions.requirement_id AND requirements.code = '{code}'
              JOIN documents ON documents.application_id = submissions.application_id AND archived_at IS NULL
                            AND kind IN ({kinds})
                            AND (submissions.decided_at IS NULL OR documents.created_at <= submissions.decided_at)
            """  # noqa: S608
        )
    for code, condition in WORDS.items():
        _submit(code, NO_DECISION, condition)


def downgrade() -> None:
    op.execute(f"DELETE FROM submission_documents WHERE submission_id IN ({IS_OF_APPLICATION})")  # noqa: S608
    op.execute(f"DELETE FROM submissions WHERE id IN ({IS_OF_APPLICATION})")  # noqa: S608


def _submit(code: str, decision: str, condition: str) -> None:
    op.execute(
        f"""
        INSERT INTO submissions (requirement_id, application_id, proof, number_masked, submitted_by_id, submitted_at,
                                 status, decided_by_id, decided_at, decision_note)
        SELECT requirements.id, a.id, 'issued', '', a.applicant_id, a.submitted_at, {decision}
          FROM seller_applications AS a
          JOIN requirements ON requirements.code = '{code}' AND requirements.purpose = 'onboarding'
          LEFT JOIN requirement_requests AS q ON q.id = ({ASKED})
         WHERE a.submitted_at IS NOT NULL AND {condition}
        """  # noqa: S608
    )
