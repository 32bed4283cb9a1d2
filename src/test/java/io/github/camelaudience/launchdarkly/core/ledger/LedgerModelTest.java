package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The protocol of claims and flights ends right whatever happens, and only with all of its rules. Larger: {@code -Dledger.processes=2
 * -Dledger.messages=3 -Dledger.faults=3}, {@code -Dledger.histories=1000000 -Dledger.seed=7}.
 */
class LedgerModelTest {

    private static final int PROCESSES = Integer.getInteger("ledger.processes", 2);
    private static final int MESSAGES = Integer.getInteger("ledger.messages", 2);
    private static final int FAULTS = Integer.getInteger("ledger.faults", 2);
    private static final long HISTORIES = Long.getLong("ledger.histories", 20_000);
    private static final long SEED = Long.getLong("ledger.seed", System.nanoTime());

    /**
     * A ledger that leaves a rule out.
     *
     * @param faults how many it takes until that ends wrong
     */
    record Without(String rule, int faults, ModelWorld.Ledgers ledgers) {
        @Override
        public String toString() {
            return rule;
        }
    }

    /** A process may stand still right after it was told that it may send: then rule 2 does not help. */
    private static class StandsStill extends OneProcessLedger {
        StandsStill(LedgerStore store, LedgerTimes times, LongSupplier clock) {
            super(store, times, clock);
        }

        @Override
        boolean maySend(long now, long deadline) {
            return true;
        }
    }

    @Test
    void everyHistoryOfAFewProcessesAndFaultsEndsRight() {
        ModelCheck.Finding finding =
                ModelCheck.everything(OneProcessLedger::new, PROCESSES, MESSAGES, FAULTS, Long.MAX_VALUE);
        System.out.printf(
                "ledger, every history of %d processes, %d messages, %d faults: %s%n",
                PROCESSES, MESSAGES, FAULTS, finding);
        assertThat(finding.isRight()).as(finding.toString()).isTrue();
    }

    @Test
    void randomHistoriesEndRight() {
        ModelCheck.Finding finding = ModelCheck.random(OneProcessLedger::new, HISTORIES, SEED, 5, false);
        System.out.printf("ledger, %,d random histories, seed %d: %s%n", HISTORIES, SEED, finding);
        assertThat(finding.isRight()).as(finding.toString()).isTrue();
    }

    /** The figure of what can still go wrong: docs/explanation/ledger.md has it. */
    @Test
    void aRequestThatTakesEffectLaterThanSupposedMayEndWrong() {
        ModelCheck.Finding finding = ModelCheck.random(OneProcessLedger::new, HISTORIES, SEED, 5, true);
        System.out.printf(
                "ledger, requests later than settleAfter, %,d random histories, seed %d: %d wrong%n",
                HISTORIES, SEED, finding.wrong());
        assertThat(finding.unfinished()).isZero();
        assertThat(finding.wrong()).isLessThan(HISTORIES / 100);
    }

    static Stream<Without> rules() {
        return Stream.of(
                new Without(
                        "1: on record before it is sent",
                        1,
                        (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                            @Override
                            List<Flight> recorded(Flight flight) {
                                return List.of();
                            }
                        }),
                new Without("2: sent in time", 2, StandsStill::new),
                new Without(
                        "3: marked while claimed",
                        1,
                        (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                            @Override
                            boolean mayMark(Cell cell, long claim) {
                                return true;
                            }
                        }),
                new Without(
                        "5: looked at while nobody writes",
                        2,
                        (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                            @Override
                            boolean mayLook(Cell cell, long now) {
                                return true;
                            }

                            @Override
                            void look(Cell cell) {
                                // leaves the claim
                            }
                        }),
                new Without(
                        "5: the look ends an expired claim",
                        2,
                        (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                            @Override
                            void look(Cell cell) {
                                // leaves the claim
                            }
                        }),
                new Without(
                        "6: a late report is a new flight",
                        1,
                        (store, times, clock) -> new StandsStill(store, times, clock) {
                            @Override
                            long lateReport(long claim) {
                                return claim;
                            }
                        }),
                new Without(
                        "7: open until confirmed",
                        2,
                        (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                            @Override
                            List<Flight> keptUntilConfirmed(Flight lost) {
                                return List.of();
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noRuleCanBeLeftOut(Without rule) {
        ModelCheck.Finding finding = ModelCheck.everything(rule.ledgers(), 2, 2, rule.faults(), Long.MAX_VALUE);
        System.out.printf("ledger without %s, %d faults: %s%n", rule, rule.faults(), finding);
        assertThat(finding.wrong()).as(finding.toString()).isPositive();
    }

    /** Rule 6 is for a process that stands still longer than a lost flight is open, and goes on. */
    @Test
    void whoStandsStillForLongAndGoesOnDoesNoHarmByItself() {
        ModelCheck.Finding finding = ModelCheck.everything(StandsStill::new, 2, 2, 1, Long.MAX_VALUE);
        assertThat(finding.isRight()).as(finding.toString()).isTrue();
    }

    /** Rule 4, one half: otherwise a membership waits for ever for a process that is gone. */
    @Test
    void anExpiredClaimMustBeForTheTaking() {
        ModelCheck.Finding finding = ModelCheck.random(
                (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                    @Override
                    boolean mayTake(Cell cell, long earlier, long now) {
                        return !cell.isClaimed() || cell.isClaimedBy(earlier);
                    }
                },
                500,
                SEED,
                2,
                false);
        assertThat(finding.unfinished()).as("seed %d: %s", SEED, finding).isPositive();
    }

    /** Rule 4, the other half: flights make the end right, claims keep the moments right. */
    @Test
    void withoutFaultsLaunchDarklyNeverGoesBackBecauseClaimsKeepOthersAway() {
        ModelCheck.Finding finding = ModelCheck.random(OneProcessLedger::new, HISTORIES / 4, SEED, 0, false);
        assertThat(finding.isRight()).as("seed %d: %s", SEED, finding).isTrue();
        assertThat(finding.wentBack()).as("seed %d", SEED).isZero();
        ModelCheck.Finding without = ModelCheck.random(
                (store, times, clock) -> new OneProcessLedger(store, times, clock) {
                    @Override
                    boolean mayTake(Cell cell, long earlier, long now) {
                        return true;
                    }
                },
                500,
                SEED,
                0,
                false);
        assertThat(without.wentBack()).as("seed %d: %s", SEED, without).isPositive();
    }
}
