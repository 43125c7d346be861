package io.diskwright.arrays.smis;

import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayClient;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.Claims;
import io.diskwright.arrays.ElementName;
import io.diskwright.arrays.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.metricshub.wbem.javax.cim.CIMInstance;

/**
 * Asks a storage volume or pool of an SMI-S provider what it is: the profiles Array, Block Services
 * and Replication Services of SNIA SMI-S.
 */
public final class SmisClient implements ArrayClient {
  private static final String VOLUME = "CIM_StorageVolume";
  private static final String POOL = "CIM_StoragePool";
  private static final String ALLOCATED_FROM = "CIM_AllocatedFromStoragePool";
  private static final String ELEMENT_CAPABILITIES = "CIM_ElementCapabilities";

  /** Where profiles are registered: the names SMI-S knows, the newer first. */
  private static final List<String> INTEROP = List.of("interop", "root/interop");

  @Override
  public ArrayAnswer ask(ArrayQuery query) throws ArrayException {
    Faults faults = new Faults(query);
    try (CimSession session = CimSession.open(query, faults)) {
      ArraySpec array = query.array();
      String namespace = Objects.requireNonNull(array.namespace());
      Claims claims =
          new Claims(
              "SMI-S %s://%s "
                  .formatted(query.endpoint().getScheme(), query.endpoint().getRawAuthority()));
      String element;
      if (array.volume() != null) {
        CIMInstance volume = find(session, query, faults, VOLUME, VolumeClaims.PROPERTIES);
        element = VOLUME + " " + Cim.text(volume, "DeviceID");
        VolumeClaims.of(volume, element + ": ", claims);
        List<CIMInstance> pools = new ArrayList<>();
        session.associated(
            volume.getObjectPath(),
            ALLOCATED_FROM,
            POOL,
            PoolClaims.PROPERTIES,
            pool -> pools.add(pool) && pools.size() < 4);
        for (CIMInstance pool : pools) {
          PoolClaims.of(pool, name(pool) + ": ", claims);
        }
      } else {
        CIMInstance pool = find(session, query, faults, POOL, PoolClaims.PROPERTIES);
        element = name(pool);
        PoolClaims.of(pool, element + ": ", claims);
        capabilities(session, pool, element + ": ", claims);
      }
      ReplicationClaims.of(session, namespace, claims);
      return new ArrayAnswer(element + profile(session), claims.all());
    }
  }

  private static void capabilities(CimSession session, CIMInstance pool, String at, Claims claims)
      throws ArrayException {
    session.associated(
        pool.getObjectPath(),
        ELEMENT_CAPABILITIES,
        "CIM_StorageCapabilities",
        PoolClaims.CAPABILITIES,
        found -> {
          PoolClaims.capabilities(found, at, claims);
          return true;
        });
    session.associated(
        pool.getObjectPath(),
        ELEMENT_CAPABILITIES,
        "CIM_StorageConfigurationCapabilities",
        PoolClaims.CONFIGURATION,
        found -> {
          PoolClaims.configuration(found, at, claims);
          return true;
        });
  }

  /** The one element of that name; several are nobody's to choose from. */
  private static CIMInstance find(
      CimSession session, ArrayQuery query, Faults faults, String type, String[] properties)
      throws ArrayException {
    ArraySpec array = query.array();
    ElementName name =
        new ElementName(
            Objects.requireNonNull(array.volume() == null ? array.pool() : array.volume()));
    List<CIMInstance> wide = new ArrayList<>();
    List<CIMInstance> named = new ArrayList<>();
    AtomicBoolean any = new AtomicBoolean();
    int declined =
        session.instances(
            Objects.requireNonNull(array.namespace()),
            type,
            properties,
            instance -> {
              any.set(true);
              if (names(instance).stream().anyMatch(name::isWorldWide)) {
                wide.add(instance);
              } else if (names(instance).stream().anyMatch(name::is)) {
                named.add(instance);
              }
              return wide.isEmpty() && named.size() < 8;
            });
    if (declined != 0) {
      throw faults.of(
          ArraysReachable.NotFound,
          "it does not show its %s in the namespace %s (CIM error %d); check namespace"
              .formatted(type, array.namespace(), declined));
    }
    if (!any.get()) {
      session.verifyNone(array.namespace(), type, properties);
    }
    List<CIMInstance> found = wide.isEmpty() ? named : wide;
    if (found.size() > 1) {
      throw faults.of(
          ArraysReachable.NotFound,
          "it has several of the name %s; name the one by its WWN or InstanceID".formatted(name));
    }
    return found.stream().findFirst().orElseThrow(() -> faults.notFound(query));
  }

  private static List<String> names(CIMInstance element) {
    List<String> names = new ArrayList<>(Cim.texts(element, "OtherIdentifyingInfo"));
    for (String property : List.of("Name", "DeviceID", "InstanceID", "PoolID", "ElementName")) {
      String name = Cim.text(element, property);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private static String name(CIMInstance pool) {
    return POOL + " " + Cim.text(pool, "InstanceID");
  }

  /** Which version of the profile Array it registers, for people; nothing when it does not say. */
  private static String profile(CimSession session) throws ArrayException {
    List<String> versions = new ArrayList<>();
    for (String namespace : INTEROP) {
      session.instances(
          namespace,
          "CIM_RegisteredProfile",
          new String[] {"InstanceID", "RegisteredName", "RegisteredVersion"},
          profile -> {
            if ("Array".equals(Cim.text(profile, "RegisteredName"))) {
              versions.add(String.valueOf(Cim.text(profile, "RegisteredVersion")));
            }
            return versions.isEmpty();
          });
      if (!versions.isEmpty()) {
        return ", profile Array " + versions.getFirst();
      }
    }
    return "";
  }
}
