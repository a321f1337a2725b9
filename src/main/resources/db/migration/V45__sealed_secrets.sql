-- What every node of an installation knows and nobody else: sealed under a key that is made of the token key, which no store has.
CREATE TABLE sealed_secrets (
    name   text PRIMARY KEY,
    sealed text NOT NULL
);
