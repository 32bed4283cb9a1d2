package io.github.camelaudience.kill;

import org.apache.kafka.connect.cli.ConnectDistributed;

/** What {@code connect-distributed.sh} does; ends with its parent. */
final class ConnectWorkerMain {

    private ConnectWorkerMain() {}

    public static void main(String[] args) {
        ChildProcess.endWithParent();
        ConnectDistributed.main(args);
    }
}
