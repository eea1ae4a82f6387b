-- CreateEnum
CREATE TYPE "bounce_kind" AS ENUM ('hard', 'soft', 'complaint');

-- CreateEnum
CREATE TYPE "dkim_algorithm" AS ENUM ('rsa', 'ed25519');

-- CreateEnum
CREATE TYPE "dkim_state" AS ENUM ('waiting', 'signing', 'retired');

-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "deaths" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "holder" INTEGER,
ADD COLUMN     "open" INTEGER,
ADD COLUMN     "parked" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "issue" ADD COLUMN     "pause_reason" TEXT;

-- AlterTable
ALTER TABLE "newsletter" ADD COLUMN     "warm_up_from" DATE;

-- CreateTable
CREATE TABLE "attempt" (
    "issue_id" BIGINT NOT NULL,
    "subscription_id" BIGINT NOT NULL,
    "number" SMALLINT NOT NULL,
    "state" "delivery_state" NOT NULL,
    "phase" TEXT NOT NULL,
    "relay" TEXT,
    "reply" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("issue_id","subscription_id","number")
);

-- CreateTable
CREATE TABLE "bounce" (
    "id" BIGSERIAL NOT NULL,
    "kind" "bounce_kind" NOT NULL,
    "road" TEXT NOT NULL,
    "issue_id" BIGINT,
    "subscription_id" BIGINT,
    "address_hash" BYTEA,
    "status" TEXT,
    "diagnostic" TEXT NOT NULL DEFAULT '',
    "event_id" TEXT,
    "verdict" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bounce_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dkim_key" (
    "id" BIGSERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "selector" TEXT NOT NULL,
    "algorithm" "dkim_algorithm" NOT NULL,
    "sealed" BYTEA NOT NULL,
    "record" TEXT NOT NULL,
    "state" "dkim_state" NOT NULL DEFAULT 'waiting',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "signing_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "dkim_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "destination" (
    "name" TEXT NOT NULL,
    "paused_until" TIMESTAMPTZ(3),
    "paused_by_admin" BOOLEAN NOT NULL DEFAULT false,
    "rate_per_minute" INTEGER,
    "concurrency" INTEGER,
    "learnt_rate" DOUBLE PRECISION,
    "reply" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "destination_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "sender_day" (
    "domain" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "accepted" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "sender_day_pkey" PRIMARY KEY ("domain","day")
);

-- CreateTable
CREATE TABLE "alarm" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "about" TEXT NOT NULL DEFAULT '',
    "level" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mailed_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "by_admin" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "alarm_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bounce_event_id_key" ON "bounce"("event_id");

-- CreateIndex
CREATE INDEX "bounce_address_hash_at_idx" ON "bounce"("address_hash", "at");

-- CreateIndex
CREATE INDEX "bounce_issue_id_kind_idx" ON "bounce"("issue_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "dkim_key_domain_selector_key" ON "dkim_key"("domain", "selector");

-- CreateIndex
CREATE INDEX "alarm_kind_about_idx" ON "alarm"("kind", "about");

-- CreateIndex
CREATE INDEX "alarm_settled_at_idx" ON "alarm"("settled_at");

-- The ledger's own guard: whoever leaves, pauses, is suppressed or erased, by whatever road, is taken out of every issue under
-- way in the same transaction. So the fence needs to look at deliveries only, and of a leaving and a hand-over that meet at one
-- delivery the first to commit wins.
CREATE FUNCTION "skip_open_deliveries"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "delivery" d SET "state" = 'skipped', "changed_at" = now(), "reason" = TG_ARGV[0]
    FROM "issue" i WHERE i."newsletter_id" = OLD."newsletter_id" AND i."state" IN ('sending', 'paused')
      AND d."issue_id" = i."id" AND d."subscription_id" = OLD."id"
      AND (d."state" IN ('planned', 'deferred') OR TG_OP = 'DELETE' AND d."state" = 'skipped' AND d."changed_at" = now()::timestamptz(3));
  RETURN NULL;
END $$;

CREATE TRIGGER "skip_paused" AFTER UPDATE OF "state" ON "subscription" FOR EACH ROW
  WHEN (OLD."state" = 'active' AND NEW."state" = 'paused') EXECUTE FUNCTION "skip_open_deliveries"('paused');
CREATE TRIGGER "skip_unsubscribed" AFTER UPDATE OF "state" ON "subscription" FOR EACH ROW
  WHEN (OLD."state" = 'active' AND NEW."state" NOT IN ('active', 'paused')) EXECUTE FUNCTION "skip_open_deliveries"('unsubscribed');
CREATE TRIGGER "skip_suppressed" AFTER UPDATE OF "suppressed" ON "subscription" FOR EACH ROW
  WHEN (NEW."suppressed" AND NOT OLD."suppressed") EXECUTE FUNCTION "skip_open_deliveries"('suppressed');
CREATE TRIGGER "skip_erased" AFTER DELETE ON "subscription" FOR EACH ROW EXECUTE FUNCTION "skip_open_deliveries"('erased');

-- A freeze moves the window of every reader it plans for. With half a page to spare that touches no index, and the table does
-- not grow beyond what its dead rows would have taken anyway.
ALTER TABLE "subscription" SET (fillfactor = 50);
ALTER TABLE "delivery" SET (fillfactor = 60);

-- Deliveries that are planned anew (see planAgain) while their batch, or their issue, comes to its end keep both open: the
-- statement that ends them may have counted before, and waited for the row since. These look again once it is theirs.
CREATE FUNCTION "keep_batch_open"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."done" := NOT EXISTS (SELECT FROM "delivery" d WHERE d."issue_id" = NEW."issue_id"
    AND d."subscription_id" BETWEEN NEW."lowest" AND NEW."highest" AND d."state" IN ('planned', 'handing_over', 'deferred'));
  RETURN NEW;
END $$;

CREATE FUNCTION "keep_issue_open"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "batch" b WHERE b."issue_id" = NEW."id" AND NOT b."done") THEN
    NEW."state" := OLD."state";
    NEW."finished_at" := OLD."finished_at";
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "keep_open" BEFORE UPDATE OF "done" ON "batch" FOR EACH ROW
  WHEN (NEW."done" AND NOT OLD."done") EXECUTE FUNCTION "keep_batch_open"();
CREATE TRIGGER "keep_open" BEFORE UPDATE OF "state" ON "issue" FOR EACH ROW
  WHEN (OLD."state" = 'sending' AND NEW."state" = 'finished') EXECUTE FUNCTION "keep_issue_open"();

-- Readers who left before the guard stood, of issues that are under way during the upgrade.
UPDATE "delivery" d SET "state" = 'skipped', "changed_at" = now(),
    "reason" = CASE WHEN s."id" IS NULL THEN 'erased' WHEN s."suppressed" THEN 'suppressed' WHEN s."state" = 'paused' THEN 'paused' ELSE 'unsubscribed' END
  FROM "issue" i, "delivery" open LEFT JOIN "subscription" s ON s."id" = open."subscription_id"
  WHERE i."state" IN ('sending', 'paused') AND open."issue_id" = i."id" AND open."state" IN ('planned', 'deferred')
    AND (s."id" IS NULL OR s."suppressed" OR s."state" <> 'active')
    AND d."issue_id" = open."issue_id" AND d."subscription_id" = open."subscription_id";
