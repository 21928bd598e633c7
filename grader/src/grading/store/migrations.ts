/** The tables of files that were made before schemas had numbers, and of new files before the rest. */
const firstTables = `
  create table if not exists gradings (
    id integer primary key,
    key text not null,
    exercise text not null,
    outcome text not null,
    graded_at text not null,
    record text not null
  ) strict;
  create index if not exists gradings_by_key on gradings (key, id);
  create table if not exists diagnoses (
    id integer primary key,
    exercise text not null,
    version text not null,
    all_right integer not null,
    stated_at text not null,
    record text not null
  ) strict;
  create index if not exists diagnoses_by_exercise on diagnoses (exercise, version, id);
`;

/** Evidence can be gathered again and is pruned; verdicts and sources are kept for ever. */
const evidenceApart = `
  create table sources (digest text primary key, files text not null) strict;
  create table evidence (
    id integer primary key,
    grading integer not null unique references gradings (id),
    exercise text not null,
    record text not null
  ) strict;
  create index evidence_by_exercise on evidence (exercise, id);
  create index gradings_by_exercise on gradings (exercise, id);

  create temporary table profiled as
    select id, exercise, record ->> '$.submission' as submission, record -> '$.evidence' as evidence
    from gradings where json_valid(record) and record -> '$.evidence' is not null;
  insert or ignore into sources
    select submission, evidence -> '$.candidate.sources' from profiled
    where evidence -> '$.candidate.sources' is not null;
  insert into evidence (grading, exercise, record)
    select id, exercise, evidence from profiled order by id;
  update gradings set record = json_remove(record, '$.evidence') where json_valid(record);
  drop table profiled;
  delete from evidence where id in (
    select id from (
      select id, row_number() over (partition by exercise order by id desc) as place from evidence
    ) where place > 24
  );
`;

/**
 * Each makes a schema from the one before it; a file's `user_version` counts those it has been
 * through. Never change one that was released: add another.
 */
export const migrations: readonly string[] = [firstTables, evidenceApart];
