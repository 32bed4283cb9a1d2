package io.github.camelaudience.launchdarkly.core.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** Makes a store in memory one that must be awaited: what happens meanwhile is up to the test. */
final class SlowDisk {

    /** Happens while somebody waits; throws what the disk does. */
    Runnable meanwhile = () -> {};

    int waits;

    /** Gives a store whose every step is awaited. */
    LedgerStore over(LedgerStore memory) {
        return (LedgerStore) Proxy.newProxyInstance(
                LedgerStore.class.getClassLoader(), new Class<?>[] {LedgerStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("written")) {
                        return Optional.<LedgerStore.Written>of(this::await);
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void await() {
        waits++;
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
    }

    void failsOnce() {
        meanwhile = () -> {
            throw new LedgerUnavailableException("the disk is full", null);
        };
    }
}
