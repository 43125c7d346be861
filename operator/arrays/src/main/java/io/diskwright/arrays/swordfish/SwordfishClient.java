package io.diskwright.arrays.swordfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayClient;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.Claims;
import io.diskwright.arrays.ElementName;
import io.diskwright.arrays.Faults;
import java.util.Objects;

/** Asks a volume or storage pool of a Swordfish or Redfish service what it is. */
public final class SwordfishClient implements ArrayClient {
  @Override
  public ArrayAnswer ask(ArrayQuery query) throws ArrayException {
    Faults faults = new Faults(query);
    try (RedfishSession session = RedfishSession.open(query, faults)) {
      JsonNode root = session.start();
      ElementFinder finder = new ElementFinder(session, faults, query);
      Claims claims =
          new Claims(
              "Swordfish %s://%s"
                  .formatted(query.endpoint().getScheme(), query.endpoint().getRawAuthority()));
      JsonNode element;
      if (query.array().volume() != null) {
        element = finder.find(root, new ElementName(query.array().volume()), "Volumes");
        VolumeClaims.of(element, claims);
        for (JsonNode pool : finder.poolsOf(element)) {
          PoolClaims.of(pool, claims);
        }
      } else {
        String pool = Objects.requireNonNull(query.array().pool());
        element = finder.find(root, new ElementName(pool), "StoragePools");
        PoolClaims.of(element, claims);
      }
      return new ArrayAnswer(Resources.path(element), claims.all());
    }
  }
}
