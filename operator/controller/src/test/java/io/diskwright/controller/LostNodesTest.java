package io.diskwright.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.StorageDevice;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LostNodesTest {
  private static final int PERIOD = 10;

  private final LostNodes lost = new LostNodes(Fixtures.CONDITIONS);
  private final Map<String, String> leases = new HashMap<>();
  private final long start = System.nanoTime();
  private int seconds;
  private int renewals;

  @Test
  void shouldLoseANodeWhoseLeaseStandsStill() {
    assertThat(look("a", "b")).isEmpty();
    assertThat(look("a")).isEmpty();
    assertThat(look("a")).isEmpty();
    assertThat(look("a")).isEmpty();

    assertThat(look("a")).containsExactly("b");
    assertThat(look("a")).isEmpty();
    assertThat(isReady("a")).isTrue();
    assertThat(isReady("b")).isFalse();
  }

  @Test
  void shouldHaveItBackAtOnceWhenItRenews() {
    lose("b");

    assertThat(look("a", "b")).containsExactly("b");
    assertThat(isReady("b")).isTrue();
  }

  @Test
  void shouldLoseNobodyForATimeInWhichNobodyLooked() {
    look("a", "b");
    seconds += 600;

    assertThat(look("a")).isEmpty();
    assertThat(look("a")).isEmpty();
    assertThat(isReady("b")).isTrue();
  }

  @Test
  void shouldKeepALostNodeLostThroughAPause() {
    lose("b");
    seconds += 600;

    assertThat(look("a")).isEmpty();
    assertThat(isReady("b")).isFalse();
  }

  @Test
  void shouldLoseANodeThatMattersAndHasNoLease() {
    for (int i = 0; i < 4; i++) {
      assertThat(look(List.of("gone"), "a")).isEmpty();
    }

    assertThat(look(List.of("gone"), "a")).containsExactly("gone");
  }

  @Test
  void shouldSayNothingWhereThereAreNoLeases() {
    for (int i = 0; i < 10; i++) {
      assertThat(look(List.of("a"))).isEmpty();
    }
    assertThat(isReady("a")).isTrue();
  }

  @Test
  void shouldSayOfAnOrderThatNobodyCanTell() {
    StorageDevice device = Fixtures.device("node-b", Fixtures.GIB);
    DiskAllocation order =
        Fixtures.order(
            Fixtures.image("orders-db", "1Gi"),
            Fixtures.decision(device.getMetadata().getName(), 0, Fixtures.GIB),
            device);
    assertThat(lost.marked(order)).isSameAs(order);
    lose(order.getSpec().nodeName());

    assertThat(lost.marked(order).getStatus().conditions())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.getStatus()).isEqualTo("Unknown");
              assertThat(told.getReason()).isEqualTo("NodeLost");
              assertThat(told.getMessage()).contains(order.getSpec().nodeName(), "delete the Node");
            });
  }

  private void lose(String node) {
    look("a", node);
    for (int i = 0; i < 4; i++) {
      look("a");
    }
    assertThat(isReady(node)).isFalse();
  }

  private boolean isReady(String node) {
    StorageDevice device = Fixtures.device(node, Fixtures.GIB);
    return Conditions.isTrue(
        lost.marked(List.of(device)).iterator().next().getStatus().conditions(), "Ready");
  }

  /** One look, after these nodes have renewed their Leases. */
  private Set<String> look(String... renewed) {
    return look(List.of(), renewed);
  }

  private Set<String> look(Collection<String> used, String... renewed) {
    Arrays.asList(renewed).forEach(node -> leases.put(node, String.valueOf(++renewals)));
    seconds += PERIOD;
    return lost.observe(leases, used, start + Duration.ofSeconds(seconds).toNanos());
  }
}
