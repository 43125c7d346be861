package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer rests on, and what other sources said. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
    @JsonPropertyDescription("Kind of source.") EvidenceSource source,
    @JsonPropertyDescription("The call and the arguments that matter.") String call,
    @JsonPropertyDescription("What came back: errno or value.") String result,
    @JsonPropertyDescription("For people.") @Nullable String detail,
    @JsonPropertyDescription(
            "What other sources said of the same; where they contradict, the system call wins.")
        @Size(max = 8)
        @Nullable List<Observation> others) {
  /** One source alone. */
  public Evidence(EvidenceSource source, String call, String result, @Nullable String detail) {
    this(source, call, result, detail, null);
  }
}
