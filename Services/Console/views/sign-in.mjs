import { h } from "../lib/element.mjs";
import { t } from "../lib/i18n.mjs";
import { Problem, signIn } from "../lib/session.mjs";
import { ready } from "./page-frame.mjs";

class SignIn extends HTMLElement {
  connectedCallback() {
    const message = h("p", { role: "alert", class: "problem" });
    const form = h(
      "form", { class: "sign-in" },
      h("h1", {}, "Ronda"),
      h("label", {}, t("sign_in.email"), h("input", { name: "email", type: "email", autocomplete: "username", required: true })),
      h("label", {}, t("sign_in.password"), h("input", { name: "password", type: "password", autocomplete: "current-password", required: true })),
      message,
      h("button", { type: "submit" }, t("sign_in.submit")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = new FormData(/** @type {HTMLFormElement} */ (form));
      message.textContent = "";
      try {
        await signIn(String(fields.get("email")), String(fields.get("password")));
      } catch (error) {
        message.textContent = t(error instanceof Problem && error.status < 500 ? "sign_in.refused" : "problem.server");
      }
    });
    this.replaceChildren(h("main", {}, form));
    ready("sign-in");
  }
}

customElements.define("sign-in", SignIn);
