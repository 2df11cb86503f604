"""The questions that are put to the database.

Each is made of steps that go to disk when memory does not suffice: plain groups, joins and orders over numbers. What a group
collects (texts, sets) is asked for few groups at a time, those that return.
"""

COUNT = """
CREATE TABLE often AS
SELECT site, exact, count(*) AS documents
FROM (SELECT DISTINCT site, exact, doc FROM blocks WHERE exact <> 0) GROUP BY site, exact;

CREATE TABLE own AS
SELECT blocks.doc, blocks.size * 1099511627776 + blocks.exact % 1099511627776 AS mark
FROM blocks JOIN often USING (site, exact) JOIN sites USING (site)
WHERE often.documents <= greatest(2, sites.documents // 5);

CREATE TABLE longest AS SELECT doc, max(mark) AS mark FROM own GROUP BY doc;

CREATE TABLE second AS
SELECT own.doc, max(own.mark) AS mark FROM own JOIN longest USING (doc) WHERE own.mark < longest.mark GROUP BY own.doc;

CREATE TABLE stories AS
SELECT longest.doc, xor(longest.mark, coalesce(second.mark, 0)) AS story FROM longest LEFT JOIN second USING (doc);

CREATE TABLE returning_exact AS
SELECT site, exact FROM often JOIN sites USING (site) WHERE often.documents >= sites.least;

CREATE TABLE exact AS
SELECT site, exact FROM (
  SELECT DISTINCT blocks.site, blocks.exact, stories.story
  FROM blocks SEMI JOIN returning_exact USING (site, exact) JOIN stories USING (doc))
JOIN sites USING (site) GROUP BY site, exact, least HAVING count(*) >= least;

CREATE TABLE returning_loose AS
SELECT site, loose FROM blocks JOIN sites USING (site) WHERE loose <> 0 GROUP BY site, loose, least HAVING count(*) >= least;

CREATE TABLE forms AS
SELECT site, loose FROM (
  SELECT DISTINCT rest.site, rest.loose, stories.story
  FROM (SELECT * FROM blocks SEMI JOIN returning_loose USING (site, loose)) AS rest
  ANTI JOIN exact USING (site, exact) JOIN stories USING (doc))
JOIN sites USING (site) GROUP BY site, loose, least HAVING count(*) >= least;

CREATE TABLE templates (site VARCHAR, loose UBIGINT, unit UBIGINT, template VARCHAR);
"""
"""How many documents a block stands on, and which forms return.

What tells a document from others are its two longest blocks that are its own: versions of one document share them, and count
once.
"""

SAMPLES = """
SELECT loose, arg_min(text, md5(text), $2) FROM (
  SELECT DISTINCT loose, text FROM blocks SEMI JOIN forms USING (site, loose) WHERE site = $1)
GROUP BY loose ORDER BY loose
"""

FRAME = """
CREATE TABLE marked AS
SELECT blocks.site, blocks.doc, blocks.place, blocks.prose, coalesce(templates.unit, exact.exact) AS unit
FROM blocks LEFT JOIN exact USING (site, exact) LEFT JOIN templates USING (site, loose);

CREATE TABLE edges AS
SELECT doc, min(place) AS first_own, max(place) AS last_own,
  min(CASE WHEN prose THEN place END) AS first_prose, max(CASE WHEN prose THEN place END) AS last_prose
FROM marked WHERE unit IS NULL GROUP BY doc;

CREATE TABLE framed AS
SELECT one.site, one.doc, one.place, one.unit, other.unit AS after,
  coalesce(other.prose AND other.unit IS NULL, false) AS heads,
  coalesce(one.place < first_own, true) AS leads,
  coalesce(one.place > last_own, true) AS trails,
  coalesce(one.place < first_prose OR one.place > last_prose, true) AS lies_outside
FROM marked AS one LEFT JOIN marked AS other ON other.doc = one.doc AND other.place = one.place + 1
LEFT JOIN edges ON edges.doc = one.doc
WHERE one.unit IS NOT NULL;
"""
"""Which block is of which template, and what stands around it."""

UNITS = """
WITH here AS (SELECT * FROM framed WHERE site = $1),
support AS (
  SELECT unit, count(*) AS support FROM (SELECT DISTINCT unit, story FROM here JOIN stories USING (doc)) GROUP BY unit),
pages AS (SELECT unit, count(*) AS pages FROM (SELECT DISTINCT unit, doc FROM here) GROUP BY unit),
shares AS (
  SELECT unit, count(*) AS times, avg((leads OR trails)::INTEGER) AS edge, avg(leads::INTEGER) AS at_head,
    avg(lies_outside::INTEGER) AS outside, avg(heads::INTEGER) AS heading
  FROM here GROUP BY unit),
examples AS (
  SELECT unit, arg_min(text, md5(text), $2) AS samples
  FROM (SELECT DISTINCT here.unit, blocks.text FROM here JOIN blocks USING (doc, place)) GROUP BY unit),
named AS (SELECT unit, min(template) AS template FROM templates WHERE site = $1 GROUP BY unit)
SELECT unit, template, support, times / pages, edge, at_head, outside, heading, samples
FROM support JOIN pages USING (unit) JOIN shares USING (unit) JOIN examples USING (unit) LEFT JOIN named USING (unit)
ORDER BY support DESC, unit LIMIT $3
"""

SEQUENCES = """
WITH here AS (SELECT unit, after FROM framed WHERE site = ?),
times AS (SELECT unit, count(*) AS times FROM here GROUP BY unit)
SELECT here.unit, here.after, count(*) / greatest(any_value(one.times), any_value(other.times))
FROM here JOIN times AS one ON one.unit = here.unit JOIN times AS other ON other.unit = here.after
GROUP BY here.unit, here.after ORDER BY 1, 2
"""

OTHERS = """
SELECT blocks.text FROM blocks JOIN marked USING (doc, place)
WHERE blocks.site = ? AND (unit IS NULL OR unit NOT IN (SELECT unit FROM going))
"""

STAYING = """
SELECT text FROM blocks JOIN marked USING (doc, place) JOIN often ON often.site = blocks.site AND often.exact = blocks.exact
WHERE blocks.site = ? AND unit IS NULL AND documents = 1 AND length(text) >= 3
ORDER BY length(text) > 240, NOT blocks.prose, doc, place LIMIT ?
"""
