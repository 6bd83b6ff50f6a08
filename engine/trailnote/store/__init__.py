"""The only owner of SQLite: schema, migrations, drain, notes, export and backup."""
