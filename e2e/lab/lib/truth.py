"""Reads the expected truth and compares the answers of the probe with it. README.md has the format."""

import configparser
import fnmatch
import json
import os
import re

CONTROL = {"like", "case", "item"}


def read(path, patterns=("*",)):
    """The expectations of one file: (phase, target, item) -> {what: expected}, of the cases that fit."""
    parser = configparser.ConfigParser(
        interpolation=None, delimiters=("=",), comment_prefixes=("#",), inline_comment_prefixes=("  #",))
    parser.optionxform = str
    for each in (f"{os.path.dirname(path)}/common.ini", path):
        with open(each, encoding="utf-8") as file:
            parser.read_file(file)
    templates = {n.split()[1]: parser[n] for n in parser.sections() if n.startswith("template ")}
    phase_of_set = os.path.basename(path).removesuffix(".ini")
    expectations = {}
    for name in parser.sections():
        if name.startswith("template "):
            continue
        words = name.split()
        phase, target = words if len(words) == 2 else (phase_of_set, name)
        section = parser[name]
        case = section.get("case", target)
        if not any(fnmatch.fnmatchcase(case, pattern) for pattern in patterns):
            continue
        wanted = resolve(section, templates)
        item = int(section.get("item", "0"))
        expectations[phase, target, item] = {k: v for k, v in wanted.items() if k not in CONTROL}
    return expectations


def resolve(section, templates):
    """Its own lines over those of its templates; a later template wins over an earlier one."""
    wanted = {}
    for template in section.get("like", "").split():
        wanted.update(resolve(templates[template], templates))
    wanted.update(section)
    return wanted


def compare(expectations, out, own_phase):
    """Returns how many expectations held, and a line for each that did not."""
    passed, failures = 0, []
    for (phase, target, item), wanted in expectations.items():
        answer = Answer(f"{out}/{phase}/{target}", item)
        label = target if phase == own_phase else f"{phase}/{target}"
        if answer.missing or answer.status is None and "exit" not in wanted:
            failures.append(f"{label}: no answer: {answer.missing or answer.error.split(chr(10))[0]}")
            continue
        for what, expected in wanted.items():
            got, evidence = answer.get(what)
            if any(fits(what, choice.split(), got) for choice in expected.split(" | ")):
                passed += 1
            else:
                shown = " ".join(got) or "nothing"
                failures.append(f"{label}: {what}: expected {expected}, got {shown}{evidence}")
    return passed, failures


class Answer:
    """What the command line said of one target."""

    def __init__(self, path, item):
        self.status, self.missing, self.error = None, None, ""
        try:
            with open(f"{path}.rc", encoding="utf-8") as file:
                said = file.read()
            with open(f"{path}.err", encoding="utf-8") as file:
                self.error = file.read()
            self.code, milliseconds = said.split()
            self.seconds = int(milliseconds) / 1000
        except (OSError, ValueError):
            self.missing = "it was not probed, or that did not end"
            return
        try:
            with open(f"{path}.json", encoding="utf-8") as file:
                answer = json.load(file)
            self.status = answer.get("items", [answer])[item]["status"]
        except (OSError, ValueError, IndexError, KeyError):
            pass

    def get(self, what):
        """The words to compare, and the evidence as it is to be shown."""
        if what == "exit":
            return [self.code], f" ({self.error.strip()[:300]})"
        if what == "seconds":
            return [str(self.seconds)], ""
        if what == "error":
            return self.error.split(), ""
        status = self.status or {}
        if what == "stack" or what == "stack.includes":
            return [layer(each) for each in status.get("stack", [])], ""
        if what.startswith("condition."):
            return self.condition(what.split(".")[1])
        if what.startswith("evidence."):
            return self.evidence(what.split(".")[1])
        if what[0].isupper():
            return self.capability(what)
        value = status
        for name in what.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return ([] if value is None or value == "" else [str(value)]), ""

    def capability(self, name):
        for each in (self.status or {}).get("capabilities", []):
            if each["name"] == name:
                evidence = each.get("evidence", {})
                said = f" ({evidence.get('call')} = {evidence.get('result')}; {evidence.get('detail')})"
                value = each.get("value")
                return [each["state"]] + ([str(value)] if value else []), said
        return [], ""

    def evidence(self, name):
        """Every call by which a capability was asked, with what came back: call=result."""
        for each in (self.status or {}).get("capabilities", []):
            if each["name"] == name:
                evidence = each.get("evidence", {})
                asked = [evidence, *(evidence.get("others") or [])]
                return [f"{one.get('call')}={one.get('result')}" for one in asked], ""
        return [], ""

    def condition(self, type_):
        for each in (self.status or {}).get("conditions", []):
            if each["type"] == type_:
                return [each["status"], each["reason"]], f" ({each['message']})"
        return [], ""


def layer(each):
    transport = each.get("transport")
    return each["type"] + (f"/{transport}" if transport else "")


def fits(what, wanted, got):
    """Whether the words of one choice fit; fewer words than were got leave the rest open."""
    if what == "stack":
        return wanted == got
    if what == "stack.includes":
        rest = iter(got)
        return all(any(word == other for other in rest) for word in wanted)
    if wanted == ["-"]:
        return not got
    if len(wanted) == 1 and wanted[0].startswith("!~"):
        return wanted[0][2:] not in " ".join(got)
    if len(wanted) == 1 and wanted[0].startswith("~"):
        return wanted[0][1:] in " ".join(got)
    if not what[0].isupper() and not what.startswith("condition."):  # a value, with spaces perhaps
        got, wanted = [" ".join(got)] if got else [], [" ".join(wanted)]
    return len(got) >= len(wanted) and all(word(w, g) for w, g in zip(wanted, got))


def word(wanted, got):
    if wanted == "*":
        return True
    if wanted[:2] in (">=", "<="):
        try:
            return float(got) >= float(wanted[2:]) if wanted[0] == ">" else float(got) <= float(wanted[2:])
        except ValueError:
            return False
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        return re.fullmatch(wanted[1:-1], got) is not None
    return wanted == got
