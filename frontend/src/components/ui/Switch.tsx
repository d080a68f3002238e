import "./Switch.css";

interface SwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={isOn}
      onClick={() => onChange(!isOn)}
    >
      <span aria-hidden="true" />
      {label}
    </button>
  );
}
