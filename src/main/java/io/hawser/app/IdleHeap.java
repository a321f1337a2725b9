package io.hawser.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives heap back that a busy time has left. A heap that is always kept small is collected in full every second or two under load; one
 * that is not keeps its size for good once the load is gone. So the heap is free to grow, and when nothing was written for a minute, it
 * is collected once and made small, and again whenever it has grown meanwhile. Does nothing where Java's heap is not HotSpot's.
 */
final class IdleHeap extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(IdleHeap.class);
    private static final long TICK_MILLIS = 15_000;
    /** Ticks without work after which the hub counts as idle. */
    private static final int QUIET = 4;
    /** Entries a tick that are no work worth mentioning. */
    private static final long FEW = 15;

    /** How much the heap has to have grown. */
    private static final long WORTH_IT = 24L << 20;

    private static final int STEPS = 4;
    private static final String LEAST_FREE = "MinHeapFreeRatio";
    private static final String MOST_FREE = "MaxHeapFreeRatio";

    private final LongSupplier work;
    private long before;
    private int quiet;
    private volatile long small;

    /** @param work how much was done so far; only rises */
    IdleHeap(LongSupplier work) {
        this.work = work;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TICK_MILLIS, tick -> look());
        return Future.succeededFuture();
    }

    private void look() {
        long now = work.getAsLong();
        quiet = now - before > FEW ? 0 : quiet + 1;
        before = now;
        if (quiet >= QUIET && committed() - small >= WORTH_IT) {
            vertx.executeBlocking(this::shrink)
                    .onFailure(cause -> LOG.atDebug().setCause(cause).log("heap is not given back"));
        }
    }

    private static long committed() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    private boolean shrink() {
        HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (vm == null) {
            small = Long.MAX_VALUE;
            return false;
        }
        String least = vm.getVMOption(LEAST_FREE).getValue();
        String most = vm.getVMOption(MOST_FREE).getValue();
        // Each may never pass the other.
        vm.setVMOption(LEAST_FREE, "10");
        vm.setVMOption(MOST_FREE, "20");
        try {
            // The serial collector gives back nothing the first time, then a tenth, two fifths, and all.
            for (int i = 0; i < STEPS; i++) {
                System.gc();
            }
        } finally {
            vm.setVMOption(MOST_FREE, most);
            vm.setVMOption(LEAST_FREE, least);
        }
        small = committed();
        return true;
    }
}
