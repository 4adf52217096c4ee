-- Sites, organs, columns, settings, calendars, files.

-- name: site_insert :one
-- A new site.
-- roles: system
-- in: code str, name str, short_name str, domain str, site_code str, icp str, police str, sponsor str, address str, postcode str, phone str, email str, theme str, icp_url str, police_url str, find_error_url str, mark_url str, now ms
-- out: id int64
INSERT INTO site (code, name, short_name, domain, site_code, icp, police, sponsor, address, postcode, phone, email, theme, icp_url, police_url, find_error_url, mark_url, created_ms)
VALUES (:code, :name, :short_name, :domain, :site_code, :icp, :police, :sponsor, :address, :postcode, :phone, :email, :theme, :icp_url, :police_url, :find_error_url, :mark_url, :now)
RETURNING id;

-- name: site_host_insert :exec
-- A host name that shows the site.
-- roles: system
-- in: host str, site_id int64
INSERT INTO site_host (host, site_id) VALUES (:host, :site_id);

-- name: site_list :many
-- All sites of the installation.
-- roles: system
-- row: site_row
-- out: id int64, code str, name str, short_name str, domain str, site_code str, icp str, police str, sponsor str, address str, postcode str, phone str, email str, theme str, icp_url str, police_url str, find_error_url str, mark_url str
SELECT id, code, name, short_name, domain, site_code, icp, police, sponsor, address, postcode, phone, email, theme,
    icp_url, police_url, find_error_url, mark_url
FROM site ORDER BY id;

-- name: site_host_list :many
-- All host names with their sites.
-- roles: system
-- out: host str, site_id int64
SELECT host, site_id FROM site_host ORDER BY host;

-- name: organ_insert :one
-- A new organ; its path is set by organ_set_path once its id is known.
-- roles: system
-- unscoped: the installation is being set up
-- in: site_id int64, parent_id int64?, code str, uscc str, name str, short_name str, kind str, position int64
-- out: id int64
INSERT INTO organ (site_id, parent_id, path, code, uscc, name, short_name, kind, position)
VALUES (:site_id, :parent_id, '', :code, :uscc, :name, :short_name, :kind, :position)
RETURNING id;

-- name: organ_set_path :exec
-- The ids from the root to this organ.
-- roles: system
-- unscoped: the installation is being set up
-- in: id int64, path str
UPDATE organ SET path = :path WHERE id = :id;

-- name: organ_list :many
-- All organs of a site, in the order of their places.
-- roles: public
-- row: organ_row
-- in: site site
-- out: id int64, parent_id int64?, path str, code str, uscc str, name str, short_name str, kind str, position int64
SELECT id, parent_id, path, code, uscc, name, short_name, kind, position
FROM organ WHERE site_id = :site.id ORDER BY position, id;

-- name: organ_get :opt
-- One organ of a site.
-- roles: public
-- row: organ_row
-- in: site site, id int64
-- out: id int64, parent_id int64?, path str, code str, uscc str, name str, short_name str, kind str, position int64
SELECT id, parent_id, path, code, uscc, name, short_name, kind, position
FROM organ WHERE site_id = :site.id AND id = :id;

-- name: organ_by_code :opt
-- One organ by its code.
-- roles: public
-- row: organ_row
-- in: site site, code str
-- out: id int64, parent_id int64?, path str, code str, uscc str, name str, short_name str, kind str, position int64
SELECT id, parent_id, path, code, uscc, name, short_name, kind, position
FROM organ WHERE site_id = :site.id AND code = :code;

-- name: column_insert :one
-- A new column of a site.
-- roles: system
-- unscoped: the installation is being set up
-- in: site_id int64, parent_id int64?, path str, name str, type str, description str, keywords str, art20 str?, position int64, in_menu bool
-- out: id int64
INSERT INTO site_column (site_id, parent_id, path, name, type, description, keywords, art20, position, in_menu)
VALUES (:site_id, :parent_id, :path, :name, :type, :description, :keywords, :art20, :position, :in_menu)
RETURNING id;

-- name: column_list :many
-- All columns of a site in the order of the menu.
-- roles: public
-- row: column_row
-- in: site site
-- out: id int64, parent_id int64?, path str, name str, type str, description str, keywords str, art20 str?, position int64, in_menu bool, n int64
SELECT c.id, c.parent_id, c.path, c.name, c.type, c.description, c.keywords, c.art20, c.position, c.in_menu,
       COALESCE((SELECT k.n FROM publication_count k WHERE k.site_id = c.site_id AND k.column_id = c.id), 0)
FROM site_column c WHERE c.site_id = :site.id ORDER BY c.position, c.id;

-- name: column_exists :opt
-- Whether a site has this column, and how many publications it holds.
-- roles: public
-- in: site site, id int64
-- out: id int64, n int64
SELECT c.id, COALESCE((SELECT k.n FROM publication_count k WHERE k.site_id = c.site_id AND k.column_id = c.id), 0)
FROM site_column c WHERE c.site_id = :site.id AND c.id = :id;

-- name: setting_put :exec
-- A setting of a site.
-- roles: system
-- in: site_id int64, name str, value str
INSERT INTO setting (site_id, name, value) VALUES (:site_id, :name, :value)
ON CONFLICT (site_id, name) DO UPDATE SET value = excluded.value;

-- name: setting_get :opt
-- A setting of a site.
-- roles: system
-- in: site_id int64, name str
-- out: value str
SELECT value FROM setting WHERE site_id = :site_id AND name = :name;

-- name: calendar_year_insert :exec
-- The days of a year, as its notice sets or amends them.
-- roles: system
-- in: year int64, version int64, source str, days str, now ms
INSERT INTO calendar_year (year, version, source, days, loaded_ms)
VALUES (:year, :version, :source, :days, :now);

-- name: calendar_year_list :many
-- The newest version of each year that was loaded.
-- roles: system
-- out: year int64, version int64, source str, days str, loaded_at ms
SELECT y.year, y.version, y.source, y.days, y.loaded_ms FROM calendar_year y
WHERE y.version = (SELECT max(z.version) FROM calendar_year z WHERE z.year = y.year)
ORDER BY y.year;

-- name: calendar_year_count :one
-- How many versions of years there are: rows are only ever added.
-- roles: system
-- out: n int64
SELECT count(*) FROM calendar_year;

-- name: file_insert :one
-- A stored upload.
-- roles: staff
-- in: scope scope, digest str, size int64, type str, name str, staff_id int64?, now ms
-- out: id int64
INSERT INTO file (site_id, digest, size, type, name, staff_id, created_ms)
SELECT :scope.site, :digest, :size, :type, :name, :staff_id, :now WHERE :scope.organs <> ''
RETURNING id;

-- name: file_public :opt
-- A file that belongs to something published, and only such a one.
-- roles: public
-- row: file_row
-- in: site site, id int64
-- out: id int64, digest str, size int64, type str, name str, created_at ms
SELECT f.id, f.digest, f.size, f.type, f.name, f.created_ms FROM file f
WHERE f.id = :id AND f.site_id = :site.id
  AND EXISTS (SELECT 1 FROM publication_file p WHERE p.file_id = f.id AND p.site_id = :site.id);
