import type { Pool } from 'pg'

/**
 * Writes down in the database itself which transaction let a delivery pass the fence and which one ended a reader's
 * consent, so that PostgreSQL's own commit times tell which of the two came first.
 */
const installation = `
  create schema faults;
  create table faults.passage (what text not null, issue_id bigint, subscription_id bigint not null,
    xid xid not null default pg_current_xact_id()::xid);
  create function faults.passed() returns trigger language plpgsql as $$ begin
    insert into faults.passage (what, issue_id, subscription_id) values ('fenced', new.issue_id, new.subscription_id);
    return null;
  end $$;
  create function faults.left() returns trigger language plpgsql as $$ begin
    insert into faults.passage (what, subscription_id) values ('left', old.id);
    return null;
  end $$;
  create trigger passed after update on delivery for each row
    when (new.state = 'handing_over' and old.state <> 'handing_over') execute function faults.passed();
  create trigger lefts after update on subscription for each row
    when (new.state = 'unsubscribed' and old.state <> 'unsubscribed' or new.suppressed and not old.suppressed)
    execute function faults.left();
  create trigger erased after delete on subscription for each row execute function faults.left()`

export const installAudit = async (sql: Pool): Promise<void> => void (await sql.query(installation))

/** Deliveries of an issue whose fence was committed after their reader had left, by subscription. */
export const lateFences = async (sql: Pool, issueId: string): Promise<string[]> => {
  const { rows } = await sql.query<{ id: string }>(
    `select distinct f.subscription_id as id from faults.passage f join faults.passage l using (subscription_id)
     where f.what = 'fenced' and f.issue_id = $1 and l.what = 'left'
       and pg_xact_commit_timestamp(f.xid) >= pg_xact_commit_timestamp(l.xid)`,
    [issueId],
  )
  return rows.map(({ id }) => id)
}
