package io.diskwright.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiWritesTest {
  private static final String OURS = "/apis/diskwright.io/v1alpha1/";

  private final PrometheusMeterRegistry registry = Metrics.registry();
  private final ApiWrites writes = new ApiWrites(registry);

  @ParameterizedTest
  @CsvSource({
    "patch,  namespaces/shop/vmdiskimages/db/status,   200, VmDiskImage,    status, Done",
    "patch,  namespaces/shop/vmdiskimages/db,          409, VmDiskImage,    patch,  Conflict",
    "create, namespaces/shop/diskallocations,          201, DiskAllocation, create, Done",
    "delete, storagedevices/node-a-1,                  404, StorageDevice,  delete, NotFound",
    "patch,  storagepools/default/status,              403, StoragePool,    status, Refused",
    "patch,  storagepools/default/status,              429, StoragePool,    status, Throttled",
    "update, namespaces/storage/leases/x,              503, Lease,          update, Failed",
    "patch,  namespaces/events/vmdiskimages/leases,    200, VmDiskImage,    patch,  Done",
    "patch,  namespaces/shop/vmdiskimages/status,      200, VmDiskImage,    patch,  Done",
    "create, namespaces/shop/gadgets,                  201, Other,          create, Done"
  })
  void shouldCountWhatCameOfAWrite(
      String verb, String path, int code, String kind, String what, String outcome) {
    writes.count(verb, OURS + path, code);

    assertThat(registry.scrape())
        .contains(
            "diskwright_api_writes_total{kind=\"%s\",outcome=\"%s\",what=\"%s\"} 1.0"
                .formatted(kind, outcome, what));
  }

  @Test
  void shouldKeepTheNumberOfSeriesSmallWhateverTheNames() {
    for (int at = 0; at < 1000; at++) {
      writes.count("patch", OURS + "namespaces/n" + at + "/vmdiskimages/i" + at, 200);
    }

    assertThat(registry.scrape().lines().filter(line -> line.startsWith("diskwright_api_writes")))
        .containsExactly(
            "diskwright_api_writes_total{kind=\"VmDiskImage\",outcome=\"Done\",what=\"patch\"} 1000.0");
  }
}
