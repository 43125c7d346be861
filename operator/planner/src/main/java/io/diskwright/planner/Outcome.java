package io.diskwright.planner;

import java.util.List;

/** What planning one image ended in. */
public sealed interface Outcome {

  /** The rule that says that an image shares the blocks of the one it is made from. */
  String SOURCE_CLONED = "source-cloned";

  /** The other candidates, best first, at most {@link Planner#MAX_REJECTED}. */
  List<Rejected> rejected();

  /** How many candidates were looked at. */
  int considered();

  /**
   * A way to make the image was found.
   *
   * @param chosen the way
   * @param score 0 to 1000
   * @param expected what is expected of it
   * @param because why, most important first
   * @param lacks the complement of the chosen device
   * @param rejected the others, best first
   * @param considered how many were looked at
   */
  record Plan(
      Candidate chosen,
      int score,
      Expected expected,
      List<Because> because,
      List<Capability> lacks,
      List<Rejected> rejected,
      int considered)
      implements Outcome {}

  /**
   * There is no way.
   *
   * @param reason why in one word
   * @param message why in one sentence, and the smallest change that would help
   * @param rejected every kind of candidate with its reason
   * @param considered how many were looked at
   */
  record Refusal(RefusalReason reason, String message, List<Rejected> rejected, int considered)
      implements Outcome {}

  /**
   * What is expected of a candidate.
   *
   * @param performance 0 to 1000, absolute: comparable between devices, demands and security levels
   * @param allocatedBytes bytes on disk right after it was made
   * @param maximumBytes bytes on disk when the guest has written everything
   * @param confidence where the costs come from
   */
  record Expected(int performance, long allocatedBytes, long maximumBytes, Confidence confidence) {}

  /**
   * One reason for the choice.
   *
   * @param rule the rule's name, in kebab case
   * @param message for people
   * @param uses what it rests on: {@code has/X}, {@code lacks/X}, {@code requires/X}, {@code
   *     spec/field}, {@code property/x}
   */
  record Because(String rule, String message, List<String> uses) {}

  /**
   * One candidate that was not chosen.
   *
   * @param candidate the candidate
   * @param reason why in one word
   * @param message why in one sentence
   * @param score 0 to 1000; 0 when it breaks a constraint
   */
  record Rejected(Candidate candidate, RejectionReason reason, String message, int score) {}
}
