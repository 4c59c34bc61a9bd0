mod outbox_kill;
