const LIFETIME = 9000;

/** Says something at the edge of the page for a while, or until it is dismissed. */
export function toast(message: string): void {
  const box = document.createElement('div');
  box.className = 'toast';
  const text = document.createElement('span');
  text.textContent = message;
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '✕';
  close.ariaLabel = 'Dismiss';
  close.addEventListener('click', () => box.remove());
  box.append(text, close);
  document.getElementById('toasts')?.append(box);
  setTimeout(() => box.remove(), LIFETIME);
}
