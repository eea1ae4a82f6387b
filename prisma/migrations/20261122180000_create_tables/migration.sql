-- CreateEnum
CREATE TYPE "cadence" AS ENUM ('instantly', 'daily', 'weekly');

-- CreateEnum
CREATE TYPE "subscription_state" AS ENUM ('pending', 'active', 'paused', 'unsubscribed', 'lapsed');

-- CreateEnum
CREATE TYPE "source_kind" AS ENUM ('wordpress', 'feed', 'push');

-- CreateEnum
CREATE TYPE "post_state" AS ENUM ('settling', 'ready', 'held', 'never', 'withdrawn');

-- CreateEnum
CREATE TYPE "post_access" AS ENUM ('everybody', 'subscribers');

-- CreateEnum
CREATE TYPE "issue_state" AS ENUM ('scheduled', 'sending', 'paused', 'finished', 'cancelled');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('planned', 'handing_over', 'accepted', 'deferred', 'refused', 'uncertain', 'skipped', 'cancelled', 'expired');

-- CreateEnum
CREATE TYPE "notice_state" AS ENUM ('planned', 'handing_over', 'accepted', 'refused', 'failed');

-- CreateTable
CREATE TABLE "instance" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "address_pepper" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "newsletter" (
    "id" BIGSERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "locale" TEXT NOT NULL,
    "digits" TEXT NOT NULL DEFAULT 'latn',
    "time_zone" TEXT NOT NULL,
    "cadence" "cadence" NOT NULL DEFAULT 'daily',
    "cadences" "cadence"[],
    "hour" SMALLINT NOT NULL DEFAULT 8,
    "weekday" SMALLINT NOT NULL DEFAULT 7,
    "settle_minutes" INTEGER NOT NULL DEFAULT 15,
    "max_posts" INTEGER NOT NULL DEFAULT 12,
    "sender_name" TEXT NOT NULL,
    "sender_address" TEXT NOT NULL,
    "reply_to" TEXT,
    "postal_address" TEXT NOT NULL DEFAULT '',
    "site_url" TEXT,
    "colour" TEXT NOT NULL DEFAULT '#0f5c55',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "newsletter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" BIGSERIAL NOT NULL,
    "newsletter_id" BIGINT NOT NULL,
    "kind" "source_kind" NOT NULL,
    "url" TEXT NOT NULL,
    "api_root" TEXT,
    "etag" TEXT,
    "last_modified" TEXT,
    "seen_until" TIMESTAMPTZ(3),
    "next_fetch_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_fetch_at" TIMESTAMPTZ(3),
    "last_counts" JSONB,
    "last_fault" TEXT,
    "last_via" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post" (
    "id" BIGSERIAL NOT NULL,
    "newsletter_id" BIGINT NOT NULL,
    "source_id" BIGINT,
    "title" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "excerpt" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "image" JSONB,
    "author" TEXT,
    "lang" TEXT,
    "categories" TEXT[],
    "tags" TEXT[],
    "access" "post_access" NOT NULL DEFAULT 'everybody',
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "modified_at" TIMESTAMPTZ(3),
    "state" "post_state" NOT NULL,
    "state_reason" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "ready_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_key" (
    "newsletter_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "post_id" BIGINT NOT NULL,

    CONSTRAINT "post_key_pkey" PRIMARY KEY ("newsletter_id","key")
);

-- CreateTable
CREATE TABLE "subscriber" (
    "id" BIGSERIAL NOT NULL,
    "address" TEXT NOT NULL,
    "address_key" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriber_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" BIGSERIAL NOT NULL,
    "subscriber_id" BIGINT NOT NULL,
    "newsletter_id" BIGINT NOT NULL,
    "state" "subscription_state" NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 0,
    "suppressed" BOOLEAN NOT NULL DEFAULT false,
    "cadence" "cadence",
    "lang" TEXT NOT NULL,
    "zone" TEXT,
    "covered_until" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" BIGSERIAL NOT NULL,
    "subscription_id" BIGINT NOT NULL,
    "event" TEXT NOT NULL,
    "state" "subscription_state" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "wording" TEXT NOT NULL,
    "lang" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "id" BIGSERIAL NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "address" TEXT,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "issue" (
    "id" BIGSERIAL NOT NULL,
    "newsletter_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "cadence" "cadence",
    "state" "issue_state" NOT NULL,
    "note" TEXT,
    "planned" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "cutoff" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "issue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rendition" (
    "id" BIGSERIAL NOT NULL,
    "issue_id" BIGINT NOT NULL,
    "lang" TEXT NOT NULL,
    "skip" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "subject" TEXT,
    "html" TEXT,
    "text" TEXT,

    CONSTRAINT "rendition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "issue_id" BIGINT NOT NULL,
    "subscription_id" BIGINT NOT NULL,
    "rendition_id" BIGINT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'planned',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "reason" TEXT,
    "reply" TEXT,
    "next_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("issue_id","subscription_id")
);

-- CreateTable
CREATE TABLE "batch" (
    "id" BIGSERIAL NOT NULL,
    "issue_id" BIGINT NOT NULL,
    "lowest" BIGINT NOT NULL,
    "highest" BIGINT NOT NULL,
    "token" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subscriber_id" BIGINT NOT NULL,
    "subscription_id" BIGINT,
    "lang" TEXT NOT NULL,
    "state" "notice_state" NOT NULL DEFAULT 'planned',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "reply" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "lang" TEXT NOT NULL DEFAULT 'ar',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" BYTEA NOT NULL,
    "user_id" BIGINT NOT NULL,
    "csrf" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_answer" (
    "caller" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "body" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_answer_pkey" PRIMARY KEY ("caller","key")
);

-- CreateTable
CREATE TABLE "used_token" (
    "token_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "used_token_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "newsletter_slug_key" ON "newsletter"("slug");

-- CreateIndex
CREATE INDEX "source_next_fetch_at_idx" ON "source"("next_fetch_at");

-- CreateIndex
CREATE UNIQUE INDEX "source_newsletter_id_url_key" ON "source"("newsletter_id", "url");

-- CreateIndex
CREATE INDEX "post_newsletter_id_ready_at_idx" ON "post"("newsletter_id", "ready_at");

-- CreateIndex
CREATE INDEX "post_key_post_id_idx" ON "post_key"("post_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriber_address_key_key" ON "subscriber"("address_key");

-- CreateIndex
CREATE INDEX "subscriber_address_hash_idx" ON "subscriber"("address_hash");

-- CreateIndex
CREATE INDEX "subscription_newsletter_id_state_idx" ON "subscription"("newsletter_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_subscriber_id_newsletter_id_key" ON "subscription"("subscriber_id", "newsletter_id");

-- CreateIndex
CREATE INDEX "consent_subscription_id_id_idx" ON "consent"("subscription_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_address_hash_key" ON "suppression"("address_hash");

-- CreateIndex
CREATE UNIQUE INDEX "issue_key_key" ON "issue"("key");

-- CreateIndex
CREATE INDEX "issue_newsletter_id_id_idx" ON "issue"("newsletter_id", "id");

-- CreateIndex
CREATE INDEX "issue_state_due_at_idx" ON "issue"("state", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "rendition_issue_id_lang_skip_key" ON "rendition"("issue_id", "lang", "skip");

-- CreateIndex
CREATE INDEX "batch_issue_id_done_next_at_idx" ON "batch"("issue_id", "done", "next_at");

-- CreateIndex
CREATE INDEX "notice_subscriber_id_created_at_idx" ON "notice"("subscriber_id", "created_at");

-- CreateIndex
CREATE INDEX "notice_state_next_at_idx" ON "notice"("state", "next_at");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_token_hash_key" ON "api_key"("token_hash");

-- CreateIndex
CREATE INDEX "idempotent_answer_created_at_idx" ON "idempotent_answer"("created_at");

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post" ADD CONSTRAINT "post_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post" ADD CONSTRAINT "post_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_key" ADD CONSTRAINT "post_key_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_key" ADD CONSTRAINT "post_key_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "issue" ADD CONSTRAINT "issue_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rendition" ADD CONSTRAINT "rendition_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "issue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "batch" ADD CONSTRAINT "batch_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "issue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscriber"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Room on each page, so that the updates every row sees (fence, result, window) stay on the page and touch no index.
ALTER TABLE "delivery" SET (fillfactor = 75);
ALTER TABLE "subscription" SET (fillfactor = 85);
