package io.diskwright.agent;

import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.image.Allocator;
import io.diskwright.image.Content;
import io.diskwright.image.Grower;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Progress;
import io.diskwright.image.Repairer;
import io.diskwright.image.Verification;
import io.diskwright.image.Verifier;
import io.diskwright.image.calibration.Leftovers;
import io.diskwright.image.content.Contents;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images on this machine's disks. */
final class LocalImages implements Images {
  private final Allocator allocator;
  private final Contents contents;
  private final Verifier verifier;
  private final Grower grower;
  private final Repairer repairer;

  LocalImages(
      Allocator allocator, Contents contents, Verifier verifier, Grower grower, Repairer repairer) {
    this.grower = grower;
    this.repairer = repairer;
    this.allocator = allocator;
    this.contents = contents;
    this.verifier = verifier;
  }

  @Override
  public void prepare(Path pool, PlaceIdentity identity) throws ImageException {
    allocator.prepare(pool, identity);
  }

  @Override
  public String identify(Path pool, PlaceIdentity identity, Marker fresh) throws ImageException {
    return allocator.identify(pool, identity, fresh);
  }

  @Override
  public Verification.Verified make(
      ImageOrder order,
      @Nullable ImageKey key,
      @Nullable ImageSource source,
      Finder image,
      Permission permission,
      Progress progress)
      throws ImageException {
    Content content =
        source == null || source.image() == null
            ? contents.of(source, permission)
            : room -> contents.image(image.find()).open(room);
    return allocator.make(order, key, content, progress);
  }

  @Override
  public Verification.Verified grow(ImageOrder order, @Nullable ImageKey key, Progress progress)
      throws ImageException {
    return grower.grow(order, key, progress);
  }

  @Override
  public Verification.Verified repair(ImageOrder order, Progress progress) throws ImageException {
    return repairer.repair(order, progress);
  }

  @Override
  public Verification verify(ImageOrder order) throws ImageException {
    return verifier.verify(order);
  }

  @Override
  public void delete(Path pool, String uid, PlaceIdentity identity, boolean scrub)
      throws ImageException {
    allocator.delete(pool, uid, identity, scrub);
  }

  @Override
  public List<String> sweep(Path pool, PlaceIdentity identity) throws ImageException {
    List<String> removed = new ArrayList<>(allocator.sweep(pool, identity));
    removed.addAll(Leftovers.sweep(Libc.system(), pool, identity).removed());
    return removed;
  }
}
