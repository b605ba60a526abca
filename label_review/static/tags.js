// "+art -food" as the labels to add and to remove. Throws a sentence for anything else.
import { Refused } from "./requests.js";

export function changedTags(written) {
  const words = written.trim().split(/\s+(?=[+-])/).filter(Boolean);
  const strange = words.find((word) => !/^[+-]./.test(word));
  if (!words.length || strange) {
    throw new Refused(422, { error: `Write +tag to add one and -tag to take one away.${strange ? ` Received: ${strange}` : ""}` });
  }
  const named = (sign) => words.filter((word) => word[0] === sign).map((word) => word.slice(1).trim());
  return { add: named("+"), remove: named("-") };
}
