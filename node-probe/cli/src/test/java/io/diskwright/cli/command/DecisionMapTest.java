package io.diskwright.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.decision.DecisionResult;
import io.diskwright.decision.Demands;
import io.diskwright.planner.Demand;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.RefusalReason;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class DecisionMapTest {
  private static VmDiskImage image() {
    return Serialization.unmarshal(
        """
        apiVersion: diskwright.io/v1alpha1
        kind: VmDiskImage
        metadata: {name: "x"}
        spec: {size: 1Gi, tradeoffs: {performance: 70}}
        """,
        VmDiskImage.class);
  }

  private static DecisionResult refusal(VmDiskImage unused) {
    return new DecisionResult.Refused(RefusalReason.NoDevice, "none", List.of(), 0);
  }

  @Test
  void shouldAskForEveryCellWhenAMapIsDrawn() throws Exception {
    // Given
    List<Demand> asked = new java.util.ArrayList<>();

    // When
    DecisionMap map =
        DecisionMap.of(
            image(),
            DecisionMap.Axis.security,
            one -> {
              asked.add(Demands.of(one));
              return refusal(one);
            },
            device -> device);

    // Then
    assertThat(asked).hasSize(4 * 21);
    assertThat(asked.getFirst().security()).isEqualTo(SecurityLevel.High);
    assertThat(asked.getFirst().performance()).isZero();
    assertThat(asked.getLast().security()).isEqualTo(SecurityLevel.Off);
    assertThat(asked.getLast().performance()).isEqualTo(100);
    assertThat(map.hereRow()).isEqualTo(3);
    assertThat(map.columns().get(map.hereColumn())).isEqualTo(70);
    assertThat(map.cells()).allMatch(row -> row.stream().allMatch(cell -> cell == -1));
  }

  @Test
  void shouldBeWellFormedWhenAPictureIsDrawn() throws Exception {
    DecisionMap map =
        new DecisionMap(
            "a/<b>&",
            DecisionMap.Axis.redundancy,
            List.of(0, 100),
            List.of("100", "0"),
            List.of("Thin raw (a=\"b\") on /x & y"),
            List.of(List.of(0, -1), List.of(0, 0)),
            1,
            0);

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(MapPicture.svg(map))));

    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getElementsByTagName("text").item(0).getTextContent())
        .startsWith("a/<b>&: choice");
  }

  @Test
  void shouldChangeOnlyWhatIsWishedOtherwise() throws Exception {
    WhatIf wish = WhatIf.parse(List.of("performance=100", "formats=raw,qcow2", "size=2Gi"));

    Demand demand = Demands.of(wish.applyTo(image()));

    assertThat(demand.performance()).isEqualTo(100);
    assertThat(demand.formats()).containsExactly(ImageFormat.raw, ImageFormat.qcow2);
    assertThat(demand.sizeBytes()).isEqualTo(2L << 30);
    assertThat(demand.redundancy()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour=red|is not KEY=VALUE",
        "performance|is not KEY=VALUE",
        "performance=101|performance",
        "formats=floppy|formats",
        "size=0|size",
        "security=Extreme|Extreme"
      })
  void shouldSayWhatIsWrongWithAWish(String text, String message) {
    assertThatThrownBy(() -> WhatIf.parse(List.of(text)).applyTo(image()))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.exitCode()).isEqualTo(Failure.INVALID))
        .hasMessageContaining(message);
  }
}
