// Where somebody signs with a finger, a pen or a mouse. What is kept are strokes of points in thousandths of the width and the height.
import { t } from "../lib/i18n.mjs";

/** Points nearer to the last one than so many thousandths tell nothing. */
const step = 4;
const mostPoints = 4000;

class SignaturePad extends HTMLElement {
  /** @type {{ x: number, y: number }[][]} */
  strokes = [];

  connectedCallback() {
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", t("sign.pad"));
    this.replaceChildren(this.canvas);
    this.canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.canvas?.setPointerCapture(event.pointerId);
      this.strokes.push([]);
      this.add(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.canvas?.hasPointerCapture(event.pointerId)) this.add(event);
    });
    this.canvas.addEventListener("pointerup", () => this.dispatchEvent(new Event("change")));
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer?.disconnect();
  }

  get isEmpty() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.length, 0) < 2;
  }

  clear() {
    this.strokes = [];
    this.draw();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {PointerEvent} event */
  add(event) {
    const box = /** @type {HTMLCanvasElement} */ (this.canvas).getBoundingClientRect();
    const limit = (/** @type {number} */ value) => Math.max(0, Math.min(1000, Math.round(value)));
    const point = { x: limit((event.clientX - box.left) / box.width * 1000), y: limit((event.clientY - box.top) / box.height * 1000) };
    const stroke = this.strokes[this.strokes.length - 1];
    const last = stroke[stroke.length - 1];
    if (last && Math.hypot(point.x - last.x, point.y - last.y) < step) return;
    if (this.strokes.reduce((sum, each) => sum + each.length, 0) >= mostPoints) return;
    stroke.push(point);
    this.draw();
  }

  /** As many points as the screen has, so that lines are sharp. */
  fit() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.canvas);
    const scale = globalThis.devicePixelRatio || 1;
    canvas.width = Math.round(this.clientWidth * scale);
    canvas.height = Math.round(this.clientHeight * scale);
    this.draw();
  }

  draw() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.canvas);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineWidth = 2 * (globalThis.devicePixelRatio || 1);
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = getComputedStyle(this).color;
    for (const stroke of this.strokes) {
      context.beginPath();
      for (const point of stroke) context.lineTo(point.x / 1000 * canvas.width, point.y / 1000 * canvas.height);
      context.stroke();
    }
  }
}

customElements.define("signature-pad", SignaturePad);
