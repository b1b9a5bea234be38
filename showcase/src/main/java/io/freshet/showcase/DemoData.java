package io.freshet.showcase;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/** What the demo begins with: each part is put into the database once, whichever node comes first, and whole or not at all. */
@Component
class DemoData {
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    DemoData(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Puts a part, unless it is there. Waits for a node that is about to put it. */
    void putOnce(String part, Runnable data) {
        transactions.executeWithoutResult(transaction -> {
            if (isFirst(part, transaction)) {
                data.run();
            }
        });
    }

    private boolean isFirst(String part, TransactionStatus transaction) {
        try {
            jdbc.sql("insert into demo_data (part) values (?)").param(part).update();
            return true;
        } catch (DuplicateKeyException itIsThere) {
            transaction.setRollbackOnly();
            return false;
        }
    }
}
