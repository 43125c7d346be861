package io.diskwright.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.cli.state.StateStore;
import io.diskwright.libc.Libc;
import io.diskwright.probe.ProbeTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final String GROUP = "F3E0sL-C1qX-A8NQ-EuzF-fwne-wQap-vRHIhU";

  private static Path home(String uuid) {
    return Home.of(
        new DeviceTarget(null, "vg0", null), new DeviceIdentity(uuid, null, null, null, null));
  }

  @Test
  void shouldRememberInTheDirectoryItself() {
    assertThat(
            Home.of(
                new DeviceTarget("/mnt/images", null, null),
                new DeviceIdentity("fs-1", null, null, null, null)))
        .isEqualTo(Path.of("/mnt/images"));
  }

  @Test
  void shouldRememberAVolumeGroupByItsUuid() {
    Path group = home(GROUP);
    Path pool = home(GROUP + "/pool-uuid");

    assertThat(group).isEqualTo(Path.of("/var/lib/diskwright/volume-groups", GROUP));
    assertThat(pool).isEqualTo(group.resolve("pool-uuid"));
    assertThat(Home.uuid(pool)).isEqualTo(GROUP + "/pool-uuid");
    for (String bad : new String[] {"", "..", "../x", "a/b/c", "/etc", "a/..", "a b"}) {
      assertThatThrownBy(() -> home(bad)).as(bad).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldGuessNothingWhenAGroupDidNotAnswer() {
    DeviceIdentity unknown = new DeviceIdentity(null, null, null, null, null);
    Place group = new Place(new ProbeTarget.VolumeGroup("vg0", null), true, null);
    Place directory = new Place(Path.of("/mnt/images"), true, null);

    assertThat(Home.ofProbed(group, unknown)).isEmpty();
    assertThat(Home.ofProbed(directory, unknown)).contains(Path.of("/mnt/images"));
  }

  @Test
  void shouldMakeWhatLiesAboveForItsOwnerOnly(@TempDir Path above) throws Exception {
    Path home = above.resolve("diskwright/volume-groups").resolve(GROUP).resolve("pool");

    StateStore.createParents(Libc.system(), above, home);
    StateStore.createParents(Libc.system(), above, home);

    Path made = home.getParent();
    assertThat(made).isEmptyDirectory();
    for (Path each = made; each != null && !each.equals(above); each = each.getParent()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
    }
  }
}
