package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostTableReaderTest {
  private static final String KINDS =
      String.join(",", CostTableReader.TRAITS) + "\next4,yes,no,no,no,no,4096,Other\n";
  private static final String HEADER = KINDS + String.join(",", CostTableReader.COLUMNS) + "\n";
  private static final Traits EXT4 = Traits.of(Devices.ext4().make());
  private static final String ROW =
      "ext4,qcow2,cluster_size=65536;preallocation=metadata,"
          + "1000,1,2,3,4,5,100,200,100,150,7,0.1\n";

  @Test
  void shouldReadWhatIsRight() {
    CostTable table = CostTableReader.read("t", "# measured by hand\n" + HEADER + ROW);

    CostTable.Said said =
        table.of(EXT4, ImageFormat.qcow2, Options.of(Options.PREALLOCATION, "metadata"));
    assertThat(said.exact()).isTrue();
    assertThat(said.costs()).isEqualTo(new Costs(1000, 1, 2, 3, 4, 5, 100, 200, 100, 150, 7, 0.1));
  }

  @Test
  void shouldTakeAnOptionAtItsDefaultForTheSameAsNone() {
    CostTable table = CostTableReader.read("t", HEADER + ROW);

    assertThat(
            table
                .of(
                    EXT4,
                    ImageFormat.qcow2,
                    Options.of(Options.PREALLOCATION, "metadata", Options.LAZY_REFCOUNTS, "off"))
                .exact())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000,1|NaN,1|line 4: sizeBytes: 'NaN' is not finite",
        ",1,2,3,|,Infinity,2,3,|line 4: firstWriteIops: 'Infinity' is not finite",
        ",1,2,3,|,-1,2,3,|line 4: firstWriteIops: -1 must be above zero",
        ",1,2,3,|,0,2,3,|line 4: firstWriteIops: 0 must be above zero",
        ",5,100|,-5,100|line 4: createdBytes: -5 must not be negative",
        ",0.1|,|line 4: spread: '' is not a number",
        ",7,0.1|,7|line 4: has 14 values instead of 15",
        ",100,200|,1001,200|line 4: more bytes written than the image has",
        "qcow2|qcow9|line 4: unknown format 'qcow9'",
        "ext4,|,|line 4: kind is empty",
        "cluster_size=65536;|x;|line 4: option 'x' is not of the form key=value",
        "cluster_size=65536;|zz=1;|line 4: option 'preallocation' is there twice or not in"
      })
  void shouldNameTheLineThatIsWrong(String right, String wrong, String message) {
    String row = ROW.replaceFirst(java.util.regex.Pattern.quote(right), wrong);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("costs.csv", HEADER + row))
        .withMessageStartingWith("costs.csv " + message);
  }

  @Test
  void shouldRefuseAnUnknownColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("t", HEADER.replace("spread", "colour") + ROW))
        .withMessageStartingWith("t line 3: has 15 values instead of 8");
  }

  @Test
  void shouldRefuseTheSameWayTwiceEvenIfItIsSpelledOtherwise() {
    String again = ROW.replace("cluster_size=65536;", "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("t", HEADER + ROW + again))
        .withMessageStartingWith("t line 5: the same kind, format and options");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind,inPlace|kind,colour|line 1: the columns must be kind,inPlace,clones",
        "ext4,yes|ext4,maybe|line 2: inPlace: 'maybe' is not yes or no",
        "ext4,yes|,yes|line 2: kind is empty",
        "4096|-1|line 2: blockSize: '-1' is no number of bytes",
        "Other|Paper|line 2: medium: 'Paper' is none of [Rotating, Network, Memory, Other]",
        "ext4,yes|xfs,yes|line 4: no line says what kind 'ext4' is like"
      })
  void shouldNameTheLineThatSaysWrongWhatAKindIsLike(String right, String wrong, String message) {
    String text = HEADER.replace(right, wrong) + ROW;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("costs.csv", text))
        .withMessageStartingWith("costs.csv " + message);
  }

  @Test
  void shouldRefuseATableWithoutCosts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTableReader.read("t", HEADER))
        .withMessage("t: holds no costs");
  }
}
