package shop;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;

@ActivityInterface
public interface Deployment {
  void deploy(String appId);

  /** The work. While it fails, Temporal tries again, and the app's wave is shown as retrying. */
  class Impl implements Deployment {
    @Override
    public void deploy(String appId) {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        throw Activity.wrap(e);
      }
    }
  }
}
