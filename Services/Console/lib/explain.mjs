// What went wrong, in words.
import { known, t } from "./i18n.mjs";
import { NegotiationProblem } from "./negotiation.mjs";
import { NoNetwork, Problem } from "./session.mjs";

/** The text of a refusal by its code; what the server said of it where the catalogue has none. @param {string | null | undefined} code @param {string} [message] */
export function refusalText(code, message) {
  if (code && known(`refusal.${code}`)) return t(`refusal.${code}`);
  return message || t("problem.refused", { code: code ?? "" });
}

/** @param {unknown} error */
export function explain(error) {
  if (error instanceof NoNetwork) return t("problem.offline");
  if (error instanceof NegotiationProblem) return refusalText(error.code, error.message);
  if (!(error instanceof Problem) || error.status >= 500) return t(error instanceof Problem && error.code === "codes_unavailable" ? "refusal.codes_unavailable" : "problem.server");
  const first = error.errors[0];
  return refusalText(first?.code ?? error.code, first?.message ?? error.detail);
}
