import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[2] / "main" / "python"))
torch.set_num_threads(1)  # threads wait for each other beside other work
